using System.Text.Json.Serialization;

namespace Flagsmith.Polling.Benchmarks.Summary.Parsing;

/// <summary>A feature as a plain record.</summary>
internal sealed record WireFeature
{
    [JsonPropertyName("id")]
    public long Id { get; init; }

    [JsonPropertyName("name")]
    public required string Name { get; init; }

    [JsonPropertyName("created_date")]
    public DateTimeOffset? CreatedDate { get; init; }

    [JsonPropertyName("description")]
    public string? Description { get; init; }

    [JsonPropertyName("initial_value")]
    public string? InitialValue { get; init; }

    [JsonPropertyName("default_enabled")]
    public bool? DefaultEnabled { get; init; }

    [JsonPropertyName("type")]
    public required string Type { get; init; }
}
