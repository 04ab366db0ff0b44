using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Flagsmith.Polling.Evaluation.Model;
using Flagsmith.Polling.Evaluation.Patterns;
using Flagsmith.Polling.Evaluation.Python;

namespace Flagsmith.Polling.Tests.Evaluation.Interpreter;

/// <summary>The regular expressions of one environment, made when they are first used. Thread-safe.</summary>
internal sealed class PatternCache
{
    /// <summary>The framework measures it by the clock, so that a pause of the process counts too. Hence a second attempt.</summary>
    private static readonly TimeSpan MatchTimeout = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentDictionary<string, Regex?> _patterns = new(StringComparer.Ordinal);

    /// <summary>Determines whether the property's text begins with a match of the pattern.</summary>
    /// <param name="value">The property's value, which is set.</param>
    /// <param name="pattern">The pattern in Python's dialect; null is the text <c>None</c>. An invalid one, and one that takes too long, matches nothing.</param>
    public bool IsMatch(EvaluationValue value, string? pattern)
    {
        var regex = _patterns.GetOrAdd(pattern ?? PythonText.None, Make);
        var text = PythonText.Of(value);
        return regex is not null && (TryMatch(regex, text) ?? TryMatch(regex, text) ?? false);
    }

    /// <returns>Whether the text matches; null where that took too long.</returns>
    private static bool? TryMatch(Regex regex, string text)
    {
        try
        {
            return regex.IsMatch(text);
        }
        catch (RegexMatchTimeoutException)
        {
            // The pattern stays in use: one user's text must not decide for others.
            return null;
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
