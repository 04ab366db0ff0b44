namespace Flagsmith.Polling.Evaluation.Python;

/// <summary>Orders texts by Unicode code point, as Python does. The ordinal order of .NET puts U+1F600 before U+FFFD.</summary>
internal static class CodePointOrder
{
    private const char FirstSurrogate = '\ud800';
    private const char FirstAfterSurrogates = '\ue000';
    private const int SurrogateCount = FirstAfterSurrogates - FirstSurrogate;
    private const int UnitsAfterSurrogates = char.MaxValue + 1 - FirstAfterSurrogates;

    public static int Compare(string left, string right)
    {
        var common = left.AsSpan().CommonPrefixLength(right);
        return common < left.Length && common < right.Length
            ? Rank(left[common]).CompareTo(Rank(right[common]))
            : left.Length.CompareTo(right.Length);
    }

    /// <summary>Moves surrogates, which stand for the highest code points, behind all other units.</summary>
    private static int Rank(char unit) => unit switch
    {
        >= FirstAfterSurrogates => unit - SurrogateCount,
        >= FirstSurrogate => unit + UnitsAfterSurrogates,
        _ => unit,
    };
}
