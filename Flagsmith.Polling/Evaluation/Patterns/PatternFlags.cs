using System.Text.RegularExpressions;

namespace Flagsmith.Polling.Evaluation.Patterns;

/// <summary>Represents the letters behind <c>(?</c> that set options of a pattern or of a group.</summary>
/// <param name="Added">The letters that set an option.</param>
/// <param name="Removed">The letters behind the hyphen.</param>
internal sealed record PatternFlags(string Added, string Removed)
{
    private const string Shared = "ims"; // both dialects have them

    /// <summary>Gets the options that concern the whole pattern.</summary>
    public RegexOptions Options =>
        (Added.Contains('i') ? RegexOptions.IgnoreCase : RegexOptions.None)
        | (Added.Contains('m') ? RegexOptions.Multiline : RegexOptions.None)
        | (Added.Contains('s') ? RegexOptions.Singleline : RegexOptions.None);

    /// <summary>Gets the opening of a group with these options, without its bracket.</summary>
    public string Opening
    {
        get
        {
            var added = string.Concat(Added.Where(Shared.Contains));
            var removed = string.Concat(Removed.Where(Shared.Contains));
            return removed.Length == 0 ? $"?{added}:" : $"?{added}-{removed}:";
        }
    }

    /// <summary>Reads the letters.</summary>
    /// <returns>The flags; null for what Python refuses, such as the flag <c>L</c> in a pattern of text.</returns>
    public static PatternFlags? Read(PatternReader reader)
    {
        var added = reader.ReadWhile("aimsux".Contains);
        var hasRemoved = reader.TryPass('-');
        var removed = hasRemoved ? reader.ReadWhile("imsx".Contains) : "";
        var isValid = (added + removed).Length > 0
            && hasRemoved == removed.Length > 0
            && !(added.Contains('a') && added.Contains('u'))
            && !added.Intersect(removed).Any();
        return isValid ? new PatternFlags(added, removed) : null;
    }
}
