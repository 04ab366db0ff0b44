using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Flagsmith.Polling.Evaluation.Python;

namespace Flagsmith.Polling.Evaluation.Patterns;

/// <summary>The regular expressions of one environment, made when they are first used. Thread-safe.</summary>
internal sealed class PatternCache
{
    private static readonly TimeSpan MatchTimeout = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentDictionary<string, Regex?> _patterns = new(StringComparer.Ordinal);

    /// <summary>Determines whether the property's text begins with a match of the pattern.</summary>
    /// <param name="value">The property's value, which is set.</param>
    /// <param name="pattern">The pattern in Python's dialect; null is the text <c>None</c>. An invalid one matches nothing.</param>
    public bool IsMatch(EvaluationValue value, string? pattern)
    {
        pattern ??= PythonText.None;
        try
        {
            return _patterns.GetOrAdd(pattern, Make)?.IsMatch(PythonText.Of(value)) ?? false;
        }
        catch (RegexMatchTimeoutException)
        {
            // The pattern stays in use: one user's text must not decide for others.
            return false;
        }
    }

    private static Regex? Make(string pattern)
    {
        try
        {
            return PatternTranslator.Translate(pattern) is var (translation, options) ? new Regex(translation, options, MatchTimeout) : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
