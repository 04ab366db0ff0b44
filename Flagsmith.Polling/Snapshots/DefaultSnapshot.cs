namespace Flagsmith.Polling.Snapshots;

/// <summary>Makes the snapshots that stand in before there is any data: the flags of the options, at first version 0.</summary>
internal static class DefaultSnapshot
{
    public static FlagSnapshot Of(FlagsmithPollingOptions options) => Of(options, version: 0, DefaultValues.Of(options));

    public static FlagSnapshot Of(FlagsmithPollingOptions options, long version, DefaultValues? defaultValues) =>
        FlagSnapshotAssembly.Assemble(FlagsOf(options.Defaults), version, FlagSource.Defaults, fetchedAt: null, defaultValues: defaultValues);

    /// <summary>Makes the snapshot that follows another, and shares with it what stayed the same.</summary>
    public static FlagSnapshot After(FlagSnapshot previous, FlagsmithPollingOptions options, DefaultValues? defaultValues) =>
        FlagSnapshotAssembly.Assemble(FlagsOf(options.Defaults), previous, previous.Version + 1, FlagSource.Defaults, fetchedAt: null, defaultValues);

    private static FlagState[] FlagsOf(IDictionary<string, FlagDefault> defaults) =>
        [.. defaults.Select(flag => new FlagState { Enabled = flag.Value.Enabled, Value = flag.Value.Value, Feature = new FeatureInfo { Name = flag.Key } })];
}
