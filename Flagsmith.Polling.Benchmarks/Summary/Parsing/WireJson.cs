using System.Text.Json.Serialization;

namespace Flagsmith.Polling.Benchmarks.Summary.Parsing;

[JsonSerializable(typeof(WireFlag[]))]
internal sealed partial class WireJson : JsonSerializerContext;
