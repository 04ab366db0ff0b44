using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Flagsmith.Polling.Evaluation.Operators;

/// <summary>Represents a version of Semantic Versioning 2.0, read strictly and compared by precedence. Build metadata does not count.</summary>
/// <remarks>Numbers stay digits: without leading zeros the longer one is the greater one, whatever the size.</remarks>
internal sealed partial class SemanticVersion : IComparable<SemanticVersion>
{
    /// <summary>What the value of a condition ends with when versions are to be compared.</summary>
    private const string Mark = ":semver";

    private readonly string[] _core;
    private readonly string[] _preReleaseParts;

    private SemanticVersion(Match match)
    {
        _core = [match.Groups["major"].Value, match.Groups["minor"].Value, match.Groups["patch"].Value];
        PreRelease = TextOf(match.Groups["pre"]);
        Build = TextOf(match.Groups["build"]);
        _preReleaseParts = PreRelease?.Split('.') ?? [];
    }

    /// <summary>Gets the part behind the hyphen; null where there is none.</summary>
    public string? PreRelease { get; }

    /// <summary>Gets the part behind the plus sign; null where there is none.</summary>
    public string? Build { get; }

    /// <summary>Determines whether a condition's value asks for versions to be compared.</summary>
    public static bool IsMarked([NotNullWhen(true)] string? expected) => expected is not null && expected.EndsWith(Mark, StringComparison.Ordinal);

    /// <summary>Returns the value before the mark.</summary>
    public static string WithoutMark(string expected) => expected[..^Mark.Length];

    /// <summary>Reads a version.</summary>
    /// <returns>Whether the text is one; <c>1.2</c> and <c>v1.2.3</c> are none.</returns>
    public static bool TryParse(string text, [NotNullWhen(true)] out SemanticVersion? version)
    {
        var match = Form().Match(text);
        version = match.Success ? new SemanticVersion(match) : null;
        return match.Success;
    }

    /// <summary>Compares by precedence. A version before release comes before the release.</summary>
    public int CompareTo(SemanticVersion? other)
    {
        if (other is null)
        {
            return 1;
        }

        var order = CompareLists(_core, other._core);
        if (order != 0)
        {
            return order;
        }

        return PreRelease is null || other.PreRelease is null
            ? (PreRelease is null).CompareTo(other.PreRelease is null)
            : CompareLists(_preReleaseParts, other._preReleaseParts);
    }

    private static string? TextOf(Group group) => group.Success ? group.Value : null;

    private static int CompareLists(string[] left, string[] right)
    {
        foreach (var (one, other) in left.Zip(right))
        {
            var order = CompareParts(one, other);
            if (order != 0)
            {
                return order;
            }
        }

        return left.Length.CompareTo(right.Length);
    }

    /// <summary>Compares numbers by size and words by their ASCII text. A number comes before a word.</summary>
    private static int CompareParts(string left, string right)
    {
        var isNumber = IsNumber(left);
        if (isNumber != IsNumber(right))
        {
            return isNumber ? -1 : 1;
        }

        return isNumber && left.Length != right.Length ? left.Length.CompareTo(right.Length) : string.CompareOrdinal(left, right);
    }

    private static bool IsNumber(string part) => part.All(char.IsAsciiDigit);

    [GeneratedRegex(
        @"\A(?<major>0|[1-9][0-9]*)\.(?<minor>0|[1-9][0-9]*)\.(?<patch>0|[1-9][0-9]*)"
        + @"(?:-(?<pre>(?:0|[1-9][0-9]*|[0-9]*[a-zA-Z-][0-9a-zA-Z-]*)(?:\.(?:0|[1-9][0-9]*|[0-9]*[a-zA-Z-][0-9a-zA-Z-]*))*))?"
        + @"(?:\+(?<build>[0-9a-zA-Z-]+(?:\.[0-9a-zA-Z-]+)*))?\z")]
    private static partial Regex Form();
}
