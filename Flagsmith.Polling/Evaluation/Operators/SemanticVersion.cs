using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Flagsmith.Polling.Evaluation.Operators;

/// <summary>Represents a version of Semantic Versioning 2.0, read strictly and compared by precedence. Build metadata does not count.</summary>
/// <remarks>Numbers stay digits: without leading zeros the longer one is the greater one, whatever the size.</remarks>
internal sealed class SemanticVersion : IComparable<SemanticVersion>
{
    /// <summary>What the value of a condition ends with when versions are to be compared.</summary>
    private const string Mark = ":semver";

    private const int CoreParts = 3;

    private static readonly SearchValues<char> WordCharacters = SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-");

    private readonly string[] _core;
    private readonly string[] _preReleaseParts;

    private SemanticVersion(string[] core, string? preRelease, string? build)
    {
        _core = core;
        PreRelease = preRelease;
        Build = build;
        _preReleaseParts = preRelease?.Split('.') ?? [];
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
        var (versionAndPre, build) = CutAt(text, '+');
        var (coreText, preRelease) = CutAt(versionAndPre, '-');
        var core = coreText.Split('.');
        var isVersion = core.Length == CoreParts && Array.TrueForAll(core, IsStrictNumber)
            && (preRelease is null || Array.TrueForAll(preRelease.Split('.'), static part => IsWord(part) && (!IsNumber(part) || IsStrictNumber(part))))
            && (build is null || Array.TrueForAll(build.Split('.'), IsWord));
        version = isVersion ? new SemanticVersion(core, preRelease, build) : null;
        return isVersion;
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

    /// <summary>Cuts a text at the first such character; what is behind is null where there is none.</summary>
    private static (string Before, string? Behind) CutAt(string text, char separator)
    {
        var end = text.IndexOf(separator, StringComparison.Ordinal);
        return end < 0 ? (text, null) : (text[..end], text[(end + 1)..]);
    }

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

    private static bool IsNumber(string part) => part.Length > 0 && !part.AsSpan().ContainsAnyExceptInRange('0', '9');

    /// <summary>Determines whether a part is a number without leading zeros.</summary>
    private static bool IsStrictNumber(string part) => IsNumber(part) && (part.Length == 1 || part[0] != '0');

    /// <summary>Determines whether a part consists of ASCII letters, digits and hyphens.</summary>
    private static bool IsWord(string part) => part.Length > 0 && !part.AsSpan().ContainsAnyExcept(WordCharacters);
}
