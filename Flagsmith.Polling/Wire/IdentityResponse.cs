using Flagsmith.Polling.Snapshots;

namespace Flagsmith.Polling.Wire;

/// <summary>What an identity's response held.</summary>
internal sealed record IdentityResponse
{
    /// <summary>The <see cref="Identifier"/> where the response's is a string that is not valid text. Nobody's identifier is empty.</summary>
    public const string BrokenIdentifier = "";

    // What Python's str.strip takes away: what .NET calls whitespace, and the four separators U+001C to U+001F.
    private const string WhiteSpace = "\t\n\v\f\r\u001c\u001d\u001e\u001f \u0085\u00a0\u1680"
        + "\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000";

    /// <summary>Gets for each index of the base the user's flag; the base's own object where it is the same, null where the response has none.</summary>
    public required FlagState?[] Known { get; init; }

    /// <summary>Gets the flags that the base does not know.</summary>
    public required List<FlagState> Unknown { get; init; }

    /// <summary>Gets the traits.</summary>
    public List<KeyValuePair<string, TraitValue>> Traits { get; init; } = [];

    /// <summary>Gets the keys of the traits that are shown as not transient and with the id null; null for none.</summary>
    public IReadOnlySet<string>? TraitsWithoutId { get; init; }

    /// <summary>Gets the identifier that the response names; null where it names none. See <see cref="IsFor"/>.</summary>
    public string? Identifier { get; init; }

    /// <summary>Gets how many flags were left out because a member that is needed was missing or of another type.</summary>
    public int Malformed { get; init; }

    /// <summary>Gets how many flags have a value that is not valid text (half of a surrogate pair), and read as no value.</summary>
    public int BrokenValues { get; init; }

    /// <summary>Gets whether the server hides ids and traits, so that missing traits mean nothing.</summary>
    public bool HidesDetails { get; init; }

    public bool HasFlag => Unknown.Count > 0 || Array.Exists(Known, static flag => flag is not null);

    public IEnumerable<FlagState> Flags => Known.OfType<FlagState>().Concat(Unknown);

    /// <summary>Says the same by the indexes of another base.</summary>
    public IdentityResponse MoveTo(FlagBase flags)
    {
        var known = new FlagState?[flags.Count];
        var unknown = new List<FlagState>();
        foreach (var flag in Flags)
        {
            if (flags.Catalog.Names.TryGetIndex(flag.Feature.Name, out var index))
            {
                known[index] = flag;
            }
            else
            {
                unknown.Add(flag);
            }
        }

        return this with { Known = known, Unknown = unknown };
    }

    /// <summary>Determines whether the response is that user's: also where it does not say whose it is, as old servers do.</summary>
    /// <remarks>Compared without whitespace at the ends, as the Core API takes that away before it echoes an identifier.</remarks>
    public bool IsFor(string identifier) =>
        Identifier is null
        || string.Equals(Identifier, identifier, StringComparison.Ordinal)
        || Identifier.AsSpan().Trim(WhiteSpace).SequenceEqual(identifier.AsSpan().Trim(WhiteSpace));

    public FlagOverlay Over(FlagBase flags) => FlagOverlay.Of(flags, Known, Unknown);

    /// <summary>Shows nothing of the user.</summary>
    public override string ToString() => nameof(IdentityResponse);
}
