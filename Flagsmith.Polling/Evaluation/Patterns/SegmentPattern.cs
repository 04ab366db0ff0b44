using System.Text.RegularExpressions;

namespace Flagsmith.Polling.Evaluation.Patterns;

/// <summary>Represents one regular expression of the segments. Built when it is first used. Thread-safe.</summary>
/// <remarks>
/// A text that takes too long does not match, for that user alone. From the first such text on the pattern goes on without backtracking, in time
/// linear in the text; that form takes a thousand times as long to build, so the pool builds it. A pattern that has no such form (it looks
/// around, or refers back) keeps backtracking, under a limit that is too short for hostile texts to cost much.
/// </remarks>
internal sealed class SegmentPattern(string pattern, IPatternObserver? observer)
{
    /// <summary>The limit of one match. The framework measures it by the clock, so that a pause of the process counts too: hence a second attempt.</summary>
    private static readonly TimeSpan FirstLimit = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan LaterLimit = TimeSpan.FromMilliseconds(5);

    private volatile Form? _form;
    private Task? _replacement;
    private int _timeouts;

    /// <summary>Gets how many texts took too long.</summary>
    public int Timeouts => Volatile.Read(ref _timeouts);

    /// <summary>Gets the work that replaces the backtracking form; null until a text has taken too long.</summary>
    public Task? Replacement => Volatile.Read(ref _replacement);

    /// <summary>Determines whether a text begins with a match. An invalid pattern matches nothing.</summary>
    public bool IsMatch(string text)
    {
        var form = _form ??= Make(RegexOptions.None, FirstLimit);
        if (form.Regex is not { } regex)
        {
            return false;
        }

        return TryMatch(regex, text) ?? TryMatch(regex, text) ?? TimedOut();
    }

    /// <summary>Shows no text of the server.</summary>
    public override string ToString() => "Pattern";

    /// <returns>Whether the text matches; null where that took too long.</returns>
    private static bool? TryMatch(Regex regex, string text)
    {
        try
        {
            return regex.IsMatch(text);
        }
        catch (RegexMatchTimeoutException)
        {
            return null;
        }
    }

    private bool TimedOut()
    {
        var isFirst = Interlocked.Increment(ref _timeouts) == 1;
        observer?.TimedOut(isFirst);
        if (isFirst)
        {
            Volatile.Write(ref _replacement, Task.Run(Replace));
        }

        return false;
    }

    private void Replace()
    {
        try
        {
            _form = Make(RegexOptions.NonBacktracking, FirstLimit);
        }
        catch (Exception)
        {
            // Most likely there is no such form; whatever it is, nothing may leave the pool's thread.
            _form = Make(RegexOptions.None, LaterLimit);
        }
    }

    /// <exception cref="NotSupportedException">The pattern cannot be matched without backtracking.</exception>
    private Form Make(RegexOptions options, TimeSpan limit)
    {
        try
        {
            return PatternTranslator.Translate(pattern) is var (translation, own) ? new Form(new Regex(translation, own | options, limit)) : new Form(null);
        }
        catch (ArgumentException)
        {
            return new Form(null);
        }
    }

    /// <summary>The expression as it is used now; null inside for an invalid pattern.</summary>
    private sealed record Form(Regex? Regex);
}
