using System.Text.Json;
using System.Text.Json.Nodes;

namespace Flagsmith.Polling.Testing;

/// <summary>The flags of a JSON file: an object of feature names, each with <c>enabled</c> and <c>value</c>. Read anew when the file has changed; a half-saved file changes nothing.</summary>
internal sealed class FlagFile(string path)
{
    private (DateTime Written, long Length) _seen;

    /// <summary>Reads the file if it has changed since the last call.</summary>
    /// <returns>The flags by name; null when nothing has changed or the file cannot be read.</returns>
    public IReadOnlyDictionary<string, (bool Enabled, JsonNode? Value)>? ReadIfChanged()
    {
        var file = new FileInfo(path);
        if (!file.Exists || _seen == (file.LastWriteTimeUtc, file.Length))
        {
            return null;
        }

        try
        {
            using var stream = file.OpenRead();
            var flags = JsonNode.Parse(stream)!.AsObject().ToDictionary(flag => flag.Key, flag => Read(flag.Value!));
            _seen = (file.LastWriteTimeUtc, file.Length);
            return flags;
        }
        catch (Exception cause) when (cause is JsonException or InvalidOperationException or NullReferenceException or IOException)
        {
            return null;
        }
    }

    private static (bool Enabled, JsonNode? Value) Read(JsonNode flag) => (flag["enabled"]!.GetValue<bool>(), flag["value"]?.DeepClone());
}
