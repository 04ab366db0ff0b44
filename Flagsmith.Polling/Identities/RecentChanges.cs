using Flagsmith.Polling.Snapshots;

namespace Flagsmith.Polling.Identities;

/// <summary>What the environment's flags were before they changed, for as long as another server may still give that.</summary>
/// <remarks>
/// The servers and proxies behind one address do not learn of a change at the same moment. A user's response that shows a flag as it was
/// before is late, and no override. Immutable.
/// </remarks>
internal sealed class RecentChanges
{
    /// <summary>How long after a change a response may be late: an Edge Proxy fetches every 10 seconds by default.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromSeconds(15);

    public static readonly RecentChanges None = new(new Dictionary<string, RecentChange>());

    private readonly Dictionary<string, RecentChange> _changes;

    private RecentChanges(Dictionary<string, RecentChange> changes) => _changes = changes;

    /// <summary>Adds what changed from one content of the environment to the next, and forgets what is longer ago than the window.</summary>
    public RecentChanges With(FlagBase from, FlagBase to, TimeSpan now)
    {
        if (!from.IsEnvironment || !to.IsEnvironment)
        {
            return None;
        }

        var changes = new Dictionary<string, RecentChange>(StringComparer.Ordinal);
        foreach (var (name, change) in _changes)
        {
            if (now < change.Until)
            {
                changes[name] = change;
            }
        }

        for (var index = 0; index < to.Count; index++)
        {
            var before = Find(from, to, index);
            if (before is null || !(ReferenceEquals(before, to[index]) || before.HasSameContent(to[index])))
            {
                changes[to[index].Feature.Name] = new RecentChange(before, now + Window);
            }
        }

        foreach (var before in Removed(from, to))
        {
            changes[before.Feature.Name] = new RecentChange(before, now + Window);
        }

        return new RecentChanges(changes);
    }

    /// <summary>Takes out of a response what shows the environment as it was before.</summary>
    /// <param name="known">For each index of the base the user's flag, null where there is none; changed in place.</param>
    /// <param name="unknown">The flags that the base does not know; changed in place.</param>
    /// <param name="flags">The base.</param>
    /// <param name="now">The time.</param>
    /// <returns>Whether there was any such flag.</returns>
    public bool TakeOutLate(FlagState?[] known, List<FlagState> unknown, FlagBase flags, TimeSpan now)
    {
        if (_changes.Count == 0)
        {
            return false;
        }

        var isLate = false;
        for (var index = 0; index < known.Length; index++)
        {
            if (!ReferenceEquals(known[index], flags[index]) && Find(flags[index].Feature.Name, now) is { } change && IsLate(known[index], change.Before, flags[index], out var current))
            {
                known[index] = current;
                isLate = true;
            }
        }

        return unknown.RemoveAll(state => Find(state.Feature.Name, now) is { Before: { } before } && before.HasSameContent(state)) > 0 || isLate;
    }

    private static bool IsLate(FlagState? state, FlagState? before, FlagState environment, out FlagState current)
    {
        current = environment;
        if (state is null || before is null)
        {
            return state is null && before is null;
        }

        if (state.Id is { } id && before.Id is { } shown && id != shown)
        {
            return false; // an override, or the environment's own state of today
        }

        current = OwnState.Follow(state, before, environment);
        return !current.HasSameContent(state);
    }

    private static FlagState? Find(FlagBase from, FlagBase to, int index) =>
        ReferenceEquals(from.Catalog, to.Catalog) ? from[index] : from.Names.TryGetIndex(to[index].Feature.Name, out var old) ? from[old] : null;

    private static IEnumerable<FlagState> Removed(FlagBase from, FlagBase to) => ReferenceEquals(from.Catalog, to.Catalog)
        ? []
        : Enumerable.Range(0, from.Count).Select(index => from[index]).Where(before => !to.Names.TryGetIndex(before.Feature.Name, out _));

    private RecentChange? Find(string name, TimeSpan now) => _changes.TryGetValue(name, out var change) && now < change.Until ? change : null;

    private sealed record RecentChange(FlagState? Before, TimeSpan Until);
}
