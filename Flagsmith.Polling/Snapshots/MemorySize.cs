namespace Flagsmith.Polling.Snapshots;

/// <summary>Estimates how many bytes objects take, from the sizes of the runtime's objects and the lengths of their strings.</summary>
internal static class MemorySize
{
    /// <summary>What a cached user takes without flags and traits of their own: cache entry, snapshots and arrays.</summary>
    public const int OfUser = 480;

    /// <summary>A reference and an index in a user's arrays.</summary>
    public const int OfReference = 16;

    public static long Of(string? text) => text is null ? 0 : 24 + (2L * text.Length);

    /// <summary>Returns the size of a state without its feature.</summary>
    public static long Of(FlagState state) => 112 + Of(state.Value.Text) + Of(state.Variant) + Of(state.Reason) + (state.Experiment is { } experiment ? 88 + Of(experiment.Name) : 0);

    public static long Of(FeatureInfo feature) => 96 + Of(feature.Name) + Of(feature.Description) + Of(feature.InitialValue) + Of(feature.Type);

    public static long Of(TraitSet traits)
    {
        var bytes = 0L;
        foreach (var (_, value) in traits)
        {
            bytes += 32 + Of(value.Text);
        }

        return bytes;
    }
}
