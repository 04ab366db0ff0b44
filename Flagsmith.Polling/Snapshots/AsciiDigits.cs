namespace Flagsmith.Polling.Snapshots;

/// <summary>Counts digits. By hand: the framework's searches for a range box their bounds until they are optimised, and a read must not allocate.</summary>
internal static class AsciiDigits
{
    /// <summary>Counts the digits at the beginning.</summary>
    public static int CountLeading(ReadOnlySpan<char> text)
    {
        var count = 0;
        while (count < text.Length && char.IsAsciiDigit(text[count]))
        {
            count++;
        }

        return count;
    }

    public static bool AreAll(ReadOnlySpan<char> text) => CountLeading(text) == text.Length;
}
