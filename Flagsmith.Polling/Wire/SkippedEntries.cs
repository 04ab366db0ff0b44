namespace Flagsmith.Polling.Wire;

/// <summary>How many entries of a response were left out because a member that they need was missing or of another type.</summary>
/// <param name="Flags">Flags.</param>
/// <param name="Segments">Segments; only in environment documents.</param>
/// <param name="Overrides">Overrides of segments and of users; only in environment documents.</param>
internal readonly record struct SkippedEntries(int Flags, int Segments = 0, int Overrides = 0)
{
    public static SkippedEntries operator +(SkippedEntries left, SkippedEntries right) =>
        new(left.Flags + right.Flags, left.Segments + right.Segments, left.Overrides + right.Overrides);
}
