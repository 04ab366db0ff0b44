namespace Flagsmith.Polling.Snapshots;

/// <summary>Makes snapshots out of flags. Of two flags with one name the last wins.</summary>
internal static class FlagSnapshotAssembly
{
    /// <summary>Makes the snapshot that follows <paramref name="previous"/>, and shares with it whatever stayed the same: the catalog and single flags.</summary>
    public static FlagSnapshot Assemble(
        IReadOnlyList<FlagState> flags, FlagSnapshot previous, long version, FlagSource source, DateTimeOffset? fetchedAt, DefaultValues? defaultValues = null, IUserEvaluator? users = null)
    {
        if (TryArrange(flags, previous.Catalog) is not { } states)
        {
            return Assemble(flags, version, source, fetchedAt, previous, defaultValues, users);
        }

        ShareUnchanged(states, previous);
        return new FlagSnapshot(previous.Catalog, states, version, source, fetchedAt, previous, defaultValues, users);
    }

    /// <summary>Makes a snapshot with a catalog of its own.</summary>
    public static FlagSnapshot Assemble(
        IReadOnlyList<FlagState> flags, long version, FlagSource source, DateTimeOffset? fetchedAt, FlagSnapshot? previous = null, DefaultValues? defaultValues = null, IUserEvaluator? users = null)
    {
        var states = flags.ToArray();
        if (FlagCatalog.TryMake(states) is not { } catalog)
        {
            states = LastOfEachName(flags);
            catalog = FlagCatalog.TryMake(states)!;
        }

        if (previous is not null)
        {
            ShareUnchanged(states, previous);
        }

        return new FlagSnapshot(catalog, states, version, source, fetchedAt, previous, defaultValues, users);
    }

    private static FlagState[] LastOfEachName(IReadOnlyList<FlagState> flags)
    {
        var byName = new OrderedDictionary<string, FlagState>(flags.Count, StringComparer.Ordinal);
        foreach (var flag in flags)
        {
            byName[flag.Feature.Name] = flag;
        }

        return [.. byName.Values];
    }

    /// <summary>Puts each flag at its name's index; null when the names are not exactly the catalog's.</summary>
    private static FlagState[]? TryArrange(IReadOnlyList<FlagState> flags, FlagCatalog catalog)
    {
        var states = new FlagState[catalog.Count];
        var missing = catalog.Count;
        foreach (var flag in flags)
        {
            if (!catalog.Names.TryGetIndex(flag.Feature.Name, out var index))
            {
                return null;
            }

            missing -= states[index] is null ? 1 : 0;
            states[index] = flag;
        }

        return missing == 0 ? states : null;
    }

    private static void ShareUnchanged(FlagState[] states, FlagSnapshot previous)
    {
        if (previous.Flags.Count == 0)
        {
            return;
        }

        foreach (ref var state in states.AsSpan())
        {
            if (previous.GetFlag(state.Feature.Name) is { } old && (ReferenceEquals(old, state) || old.HasSameContent(state)))
            {
                state = old;
            }
        }
    }
}
