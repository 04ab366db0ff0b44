using Flagsmith.Polling.Snapshots;

namespace Flagsmith.Polling.Refresh;

/// <summary>Makes the snapshots that stand in before there is any data: the flags of the options, at first version 0.</summary>
internal static class DefaultSnapshot
{
    public static FlagSnapshot Of(IDictionary<string, FlagDefault> defaults, long version = 0) =>
        FlagSnapshotAssembly.Assemble(FlagsOf(defaults), version, FlagSource.Defaults, fetchedAt: null);

    /// <summary>Makes the snapshot that follows another, and shares with it what stayed the same.</summary>
    public static FlagSnapshot After(FlagSnapshot previous, IDictionary<string, FlagDefault> defaults) =>
        FlagSnapshotAssembly.Assemble(FlagsOf(defaults), previous, previous.Version + 1, FlagSource.Defaults, fetchedAt: null);

    private static FlagState[] FlagsOf(IDictionary<string, FlagDefault> defaults) =>
        [.. defaults.Select(flag => new FlagState { Enabled = flag.Value.Enabled, Value = flag.Value.Value, Feature = new FeatureInfo { Name = flag.Key } })];
}
