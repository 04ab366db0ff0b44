using System.Text.Json.Serialization;

namespace Flagsmith.Polling.Benchmarks.Data;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Limits))]
internal sealed partial class LimitsJson : JsonSerializerContext;
