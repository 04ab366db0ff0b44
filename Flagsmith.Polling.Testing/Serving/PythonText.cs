using System.Text.Json;
using System.Text.Json.Nodes;

namespace Flagsmith.Polling.Testing.Serving;

/// <summary>JSON as Python prints it, which is how Flagsmith's own API stores a trait value that is a list or an object.</summary>
internal static class PythonText
{
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
