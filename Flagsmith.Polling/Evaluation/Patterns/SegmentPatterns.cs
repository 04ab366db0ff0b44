using Flagsmith.Polling.Evaluation.Python;

namespace Flagsmith.Polling.Evaluation.Patterns;

/// <summary>The regular expressions of one environment, each once. Used by one thread, while a plan is made.</summary>
/// <param name="observer">Hears of matches that took too long; null where nobody asks.</param>
internal sealed class SegmentPatterns(IPatternObserver? observer)
{
    private readonly Dictionary<string, SegmentPattern> _patterns = new(StringComparer.Ordinal);

    /// <summary>Returns a pattern in Python's dialect; null is the text <c>None</c>.</summary>
    public SegmentPattern Find(string? pattern)
    {
        var text = pattern ?? PythonText.None;
        if (!_patterns.TryGetValue(text, out var known))
        {
            _patterns[text] = known = new SegmentPattern(text, observer);
        }

        return known;
    }
}
