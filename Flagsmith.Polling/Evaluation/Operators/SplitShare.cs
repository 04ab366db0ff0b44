using Flagsmith.Polling.Evaluation.Python;
using Flagsmith.Polling.Evaluation.Splitting;

namespace Flagsmith.Polling.Evaluation.Operators;

/// <summary>Represents a segment's share of users or values. Each segment takes its own share.</summary>
internal sealed class SplitShare
{
    private readonly byte[] _seed;
    private readonly double _share;

    private SplitShare(string segmentKey, double share)
    {
        _seed = Percentage.SeedOf(segmentKey);
        _share = share;
    }

    /// <summary>Reads a share in percent; null for a text that is no number.</summary>
    public static SplitShare? TryParse(string segmentKey, string? share) =>
        share is not null && PythonNumbers.TryParseDouble(share, out var percent) ? new SplitShare(segmentKey, percent) : null;

    /// <summary>Determines whether an id is within the share.</summary>
    /// <param name="prefix">What comes before the id, as UTF-8.</param>
    /// <param name="id">The user's identifier, or the text of the property.</param>
    public bool Contains(ReadOnlySpan<byte> prefix, ReadOnlySpan<char> id) => Percentage.Of(_seed, prefix, id) <= _share;

    /// <summary>Shows no text of the server.</summary>
    public override string ToString() => "Share";
}
