using System.Globalization;
using System.Text;

namespace Flagsmith.Polling.Benchmarks.Data;

/// <summary>Writes environment documents for local evaluation.</summary>
/// <remarks>
/// The first flag is split between two variants and the control value. Each segment asks for three things of a user, of which the sample user has the
/// first two, so that all three are looked at. The second flag is on for those who get the first one's first variant.
/// </remarks>
internal static class LocalDocument
{
    public const string Environment = "benchmark-client";

    /// <summary>Gets the traits of the sample users.</summary>
    public static IReadOnlyDictionary<string, TraitValue> Traits { get; } =
        new Dictionary<string, TraitValue>(StringComparer.Ordinal) { ["plan"] = "enterprise", ["seats"] = 42, ["beta"] = true };

    /// <summary>Gets the name of the flag that is split.</summary>
    public static string Split => SampleFlags.Name(0);

    /// <summary>Gets the name of the flag that depends on it.</summary>
    public static string Dependent => SampleFlags.Name(1);

    /// <summary>Writes a document.</summary>
    /// <param name="features">How many features.</param>
    /// <param name="segments">How many segments.</param>
    /// <param name="overriding">How many of the segments override the flag that is split.</param>
    /// <param name="isDependent">Whether a further segment makes the second flag depend on the first.</param>
    /// <param name="users">How many users have an override of the flag that is split.</param>
    public static byte[] Write(int features, int segments, int overriding, bool isDependent = false, int users = 0)
    {
        var states = Enumerable.Range(0, features).Select(index => State(index, index == 0 ? Variants : "[]"));
        var all = Enumerable.Range(0, segments).Select(index => Segment(index, index < overriding ? 0 : 2 + (index % Math.Max(1, features - 2)))).ToList();
        if (isDependent)
        {
            all.Add(Dependency);
        }

        return Encoding.UTF8.GetBytes(
            $$"""
            {"id":1,"api_key":"{{Environment}}","name":"Benchmark","updated_at":"2026-01-01T00:00:00+00:00","hide_disabled_flags":null,"use_identity_composite_key_for_hashing":true,
             "project":{"id":1,"name":"Benchmark","hide_disabled_flags":false,"server_key_only_feature_ids":[],"organisation":{"id":1,"name":"Benchmark"},"segments":[{{string.Join(',', all)}}]},
             "feature_states":[{{string.Join(',', states)}}],"identity_overrides":[{{string.Join(',', Enumerable.Range(0, users).Select(Override))}}]}
            """);
    }

    private const string Variants =
        """
        [{"id":1,"mv_fs_value_uuid":"00000000-0000-0000-0000-000000000001","percentage_allocation":30.0,"multivariate_feature_option":{"id":1,"value":"blue","key":"blue"}},
         {"id":2,"mv_fs_value_uuid":"00000000-0000-0000-0000-000000000002","percentage_allocation":30.0,"multivariate_feature_option":{"id":2,"value":"green","key":"green"}}]
        """;

    private static string Dependency =>
        $$"""
        {"id":900,"name":"depends","rules":[{"type":"ALL","rules":[],"conditions":[{"operator":"EQUAL","property_":"$.flags['{{Split}}'].variant","value":"blue"}]}],
         "feature_states":[{{State(1, "[]", priority: 0, enabled: true)}}]}
        """;

    private static string State(int index, string variants, int? priority = null, bool? enabled = null)
    {
        var name = SampleFlags.Name(index);
        var on = enabled ?? SampleFlags.IsOn(index);
        return $$"""
            {"feature":{"id":{{index + 1}},"name":"{{name}}","type":"STANDARD"},"enabled":{{(on ? "true" : "false")}},"django_id":{{index + 1}},"featurestate_uuid":"{{new Guid(index, 0, 0, new byte[8])}}",
             "feature_segment":{{(priority is { } number ? $$"""{"priority":{{number}}}""" : "null")}},"feature_state_value":"value {{index.ToString(CultureInfo.InvariantCulture)}}","multivariate_feature_state_values":{{variants}}}
            """;
    }

    private static string Segment(int index, int feature) =>
        $$"""
        {"id":{{index + 100}},"name":"segment {{index}}","rules":[{"type":"ALL","conditions":[],"rules":[{"type":"ALL","rules":[],"conditions":[
         {"operator":"IN","property_":"plan","value":"enterprise,gold,team {{index}}"},{"operator":"GREATER_THAN","property_":"seats","value":"{{index % 40}}"},{"operator":"EQUAL","property_":"beta","value":"false"}]}]}],
         "feature_states":[{{State(feature, "[]", priority: index)}}]}
        """;

    private static string Override(int user) =>
        $$"""{"identifier":"someone-{{user}}","identity_uuid":"{{new Guid(user, 1, 0, new byte[8])}}","created_date":"2026-01-01T00:00:00+00:00","environment_api_key":"{{Environment}}","identity_features":[{{State(0, "[]")}}]}""";
}
