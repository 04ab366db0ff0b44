using Flagsmith.Polling.Benchmarks.Stress.Model;
using Flagsmith.Polling.Benchmarks.Stress.Server;

namespace Flagsmith.Polling.Benchmarks.Stress.Actors;

/// <summary>Reads out of a user's flags and traits which response they are of.</summary>
internal static class ViewReader
{
    public static ViewFacts Read(IIdentityFlagSnapshot view)
    {
        if (view.IsFallback)
        {
            return new ViewFacts(null, 0, 0, CallKind.Read, 0, "", TraitTicks.None) { IsFallback = true };
        }

        // A user without flags gets those that come into the environment later: then the traits alone tell of the response.
        return view.GetValue(WireNames.Sent, 0L) != 0 ? ReadFlags(view) : ReadTraits(view.Traits) with { IsEmptyAgain = Number(view.Traits, WireNames.EmptyBefore) != 0 };
    }

    /// <summary>Reads traits that are without their flags.</summary>
    public static ViewFacts ReadTraits(IReadOnlyDictionary<string, TraitValue> traits) =>
        new(Owner(traits), Number(traits, WireNames.Sent), 0, CallKind.Read, 0, "", TraitTicks.None) { IsEmpty = true, IsEmptyAgain = true };

    private static ViewFacts ReadFlags(IIdentityFlagSnapshot view)
    {
        var sent = view.GetValue(WireNames.Sent, 0L);
        var owner = view.GetValue(WireNames.Owner, (string?)null);
        var isWhole = Number(view.Traits, WireNames.Sent) == sent && Owner(view.Traits) == owner;
        return new ViewFacts(
            isWhole ? owner : "flags of one and traits of another response",
            sent,
            view.GetValue(WireNames.SentAt, 0L),
            (CallKind)view.GetValue(WireNames.Kind, 0),
            view.GetValue(WireNames.Writer, 0L),
            view.GetValue(WireNames.PassedAlong, ""),
            new TraitTicks(Tick(view, 0), Tick(view, 1), Tick(view, 2), Tick(view, 3)));
    }

    private static long Tick(IIdentityFlagSnapshot view, int trait) => view.GetValue(WireNames.Traits[trait], 0L);

    private static long Number(IReadOnlyDictionary<string, TraitValue> traits, string key) => traits.TryGetValue(key, out var value) && value.TryGetInt64(out var number) ? number : 0;

    private static string? Owner(IReadOnlyDictionary<string, TraitValue> traits) => traits.TryGetValue(WireNames.Owner, out var value) && value.TryGetString(out var owner) ? owner : null;
}
