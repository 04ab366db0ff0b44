namespace Flagsmith.Polling.Snapshots;

/// <summary>The default values that stand in for flags which the response lacks. Immutable; reads reach them only after the flags themselves.</summary>
internal sealed class DefaultValues
{
    private readonly Dictionary<string, FlagState> _flags;

    private DefaultValues(Dictionary<string, FlagState> flags) => _flags = flags;

    /// <summary>Returns what the options ask for.</summary>
    /// <param name="options">The options.</param>
    /// <param name="previous">Those of before, which are returned where nothing changed.</param>
    /// <returns>The values; null where the option is off or no default has a value.</returns>
    public static DefaultValues? Of(FlagsmithPollingOptions options, DefaultValues? previous = null)
    {
        if (!options.UseDefaultValuesForMissingFlags)
        {
            return null;
        }

        var flags = options.Defaults
            .Where(static entry => !entry.Value.Value.IsNull)
            .Select(static entry => new FlagState { Enabled = false, Value = entry.Value.Value, Feature = new FeatureInfo { Name = entry.Key } })
            .ToDictionary(static flag => flag.Feature.Name, StringComparer.Ordinal);
        return flags.Count == 0 ? null : previous is not null && previous.Has(flags) ? previous : new DefaultValues(flags);
    }

    public FlagState? Find(string name) => _flags.GetValueOrDefault(name);

    private bool Has(Dictionary<string, FlagState> flags) =>
        flags.Count == _flags.Count && flags.All(entry => Find(entry.Key) is { } old && old.Value == entry.Value.Value);
}
