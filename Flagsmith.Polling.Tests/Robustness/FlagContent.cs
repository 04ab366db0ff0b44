namespace Flagsmith.Polling.Tests.Robustness;

/// <summary>All that a flag says, to be compared.</summary>
internal static class FlagContent
{
    public static object Of(FlagState flag) => Of(flag, flag.Feature);

    /// <summary>With the feature of another flag in the place of its own.</summary>
    public static object Of(FlagState flag, FeatureInfo feature) =>
        ((flag.Id, flag.EnvironmentId, flag.Enabled, flag.Value, flag.Variant, flag.Reason, flag.IsIdentityOverride, flag.Experiment), OfFeature(feature));

    private static object OfFeature(FeatureInfo feature) =>
        (feature.Id, feature.Name, feature.Type, feature.Description, feature.CreatedDate, feature.InitialValue, feature.DefaultEnabled, feature.ProjectId);
}
