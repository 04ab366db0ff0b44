namespace Flagsmith.Polling.Snapshots;

/// <summary>What lies between two bases, found once for all users who move from one to the other.</summary>
internal sealed class RebasePlan
{
    private readonly int[]? _moves; // for each index of the old base its index in the new one, or -1; null when no name came or went

    public RebasePlan(FlagBase from, FlagBase to)
    {
        From = from;
        To = to;
        _moves = ReferenceEquals(from.Catalog, to.Catalog) ? null : [.. Enumerable.Range(0, from.Count).Select(index => IndexIn(to, from[index]))];
        Changed = [.. Enumerable.Range(0, from.Count).Where(index => Find(index) is not { } moved || !IsSame(from[index], to[moved]))];
        Added = _moves is null ? [] : [.. Enumerable.Range(0, to.Count).Where(index => IndexIn(from, to[index]) < 0)];
    }

    public FlagBase From { get; }

    public FlagBase To { get; }

    /// <summary>Gets the indexes of the old base whose flag is another one in the new base, or none.</summary>
    public int[] Changed { get; }

    /// <summary>Gets the indexes of the new base whose names the old one did not know.</summary>
    public int[] Added { get; }

    /// <summary>Gives the new index of an old one; null when the name is gone.</summary>
    public int? Find(int index) => _moves is null ? index : _moves[index] is var moved and >= 0 ? moved : null;

    private static int IndexIn(FlagBase flags, FlagState flag) => flags.Catalog.Names.TryGetIndex(flag.Feature.Name, out var index) ? index : -1;

    private static bool IsSame(FlagState one, FlagState other) => ReferenceEquals(one, other) || one.HasSameContent(other);
}
