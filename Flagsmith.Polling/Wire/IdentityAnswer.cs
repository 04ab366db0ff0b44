using Flagsmith.Polling.Snapshots;

namespace Flagsmith.Polling.Wire;

/// <summary>What an identity's answer held.</summary>
/// <param name="Known">For each index of the base the user's flag; the base's own object where it is the same, null where the answer has none.</param>
/// <param name="Unknown">The flags that the base does not know.</param>
/// <param name="Traits">The traits.</param>
/// <param name="Malformed">How many flags were left out because a member that is needed was missing or of another type.</param>
/// <param name="HidesDetails">Whether the server hides ids and traits, so that missing traits mean nothing.</param>
internal sealed record IdentityAnswer(FlagState?[] Known, List<FlagState> Unknown, List<KeyValuePair<string, TraitValue>> Traits, int Malformed, bool HidesDetails)
{
    public bool HasFlag => Unknown.Count > 0 || Array.Exists(Known, static flag => flag is not null);

    public IEnumerable<FlagState> Flags => Known.OfType<FlagState>().Concat(Unknown);

    /// <summary>Says the same by the indexes of another base.</summary>
    public IdentityAnswer MoveTo(FlagBase flags)
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

    public FlagOverlay Over(FlagBase flags) => FlagOverlay.Of(flags, Known, Unknown);
}
