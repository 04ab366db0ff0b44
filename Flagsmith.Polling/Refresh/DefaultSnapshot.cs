using Flagsmith.Polling.Snapshots;

namespace Flagsmith.Polling.Refresh;

/// <summary>Makes the snapshot that stands in before there is any data: version 0, the flags of the options.</summary>
internal static class DefaultSnapshot
{
    public static FlagSnapshot Of(IDictionary<string, FlagDefault> defaults, long version = 0) => FlagSnapshotAssembly.Assemble(
        [.. defaults.Select(flag => new FlagState { Enabled = flag.Value.Enabled, Value = flag.Value.Value, Feature = new FeatureInfo { Name = flag.Key } })],
        version,
        FlagSource.Defaults,
        fetchedAt: null);
}
