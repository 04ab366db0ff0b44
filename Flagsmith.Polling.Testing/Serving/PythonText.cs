using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Flagsmith.Polling.Testing.Serving;

/// <summary>Values as Python prints them.</summary>
internal static class PythonText
{
    /// <summary>A moment, as the servers write when the environment last changed: seconds since 1970 with microseconds.</summary>
    public static string Of(DateTimeOffset moment) =>
        ((moment - DateTimeOffset.UnixEpoch).Ticks / (double)TimeSpan.TicksPerSecond).ToString("F6", CultureInfo.InvariantCulture);

    /// <summary>JSON, which is how Flagsmith's own API stores a trait value that is a list or an object.</summary>
    public static string Of(JsonNode? node) => node?.GetValueKind() switch
    {
        null or JsonValueKind.Null => "None",
        JsonValueKind.True => "True",
        JsonValueKind.False => "False",
        JsonValueKind.String => $"'{node.GetValue<string>()}'",
        JsonValueKind.Array => $"[{string.Join(", ", node.AsArray().Select(Of))}]",
        JsonValueKind.Object => $"{{{string.Join(", ", node.AsObject().Select(member => $"'{member.Key}': {Of(member.Value)}"))}}}",
        _ => node.ToJsonString(),
    };
}
