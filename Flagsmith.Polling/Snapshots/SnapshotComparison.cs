namespace Flagsmith.Polling.Snapshots;

/// <summary>Finds what changed from one snapshot to another.</summary>
internal static class SnapshotComparison
{
    public static IEnumerable<FlagChange> Compare(IFlagSnapshot previous, IFlagSnapshot current)
    {
        foreach (var flag in current.Flags)
        {
            var name = flag.Feature.Name;
            var before = previous.GetFlag(name);
            if (Compare(before, flag) is var kinds and not FlagChangeKinds.None)
            {
                yield return new FlagChange { Name = name, Kinds = kinds, Previous = before, Current = flag };
            }
        }

        foreach (var flag in previous.Flags.Where(flag => !current.HasFeature(flag.Feature.Name)))
        {
            yield return new FlagChange { Name = flag.Feature.Name, Kinds = FlagChangeKinds.Removed, Previous = flag };
        }
    }

    private static FlagChangeKinds Compare(FlagState? before, FlagState after)
    {
        if (before is null)
        {
            return FlagChangeKinds.Added;
        }

        if (ReferenceEquals(before, after) || before.HasSameContent(after))
        {
            return FlagChangeKinds.None;
        }

        var kinds = (before.Enabled != after.Enabled ? FlagChangeKinds.EnabledChanged : 0)
            | (before.Value != after.Value ? FlagChangeKinds.ValueChanged : 0);
        return kinds | (before.HasSameDetails(after) ? 0 : FlagChangeKinds.MetadataChanged);
    }
}
