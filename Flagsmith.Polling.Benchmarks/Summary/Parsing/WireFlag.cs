using System.Text.Json.Serialization;

namespace Flagsmith.Polling.Benchmarks.Summary.Parsing;

/// <summary>A flag as a plain record, for the comparison with <see cref="System.Text.Json.JsonSerializer"/>: all fields, none of them costlier than needed.</summary>
internal sealed record WireFlag
{
    [JsonPropertyName("id")]
    public long? Id { get; init; }

    [JsonPropertyName("feature")]
    public required WireFeature Feature { get; init; }

    [JsonPropertyName("feature_state_value")]
    [JsonConverter(typeof(ScalarConverter))]
    public object? Value { get; init; }

    [JsonPropertyName("environment")]
    public long? Environment { get; init; }

    [JsonPropertyName("identity")]
    public long? Identity { get; init; }

    [JsonPropertyName("feature_segment")]
    public long? FeatureSegment { get; init; }

    [JsonPropertyName("enabled")]
    public bool Enabled { get; init; }

    [JsonPropertyName("variant")]
    public string? Variant { get; init; }
}
