using System.Text.Json.Serialization;
using Flagsmith.Polling;

namespace AotConsole;

/// <summary>The contracts of what the application reads and writes as JSON, generated at build time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Limits))]
[JsonSerializable(typeof(FlagValue))]
internal sealed partial class AotJson : JsonSerializerContext;
