using System.Buffers;
using System.Text.Json;

namespace Flagsmith.Polling.Testing.Serving;

/// <summary>What an environment document says about visibility and users, beside what the engine reads.</summary>
internal sealed record DocumentSettings(bool HidesDisabledFlags, IReadOnlySet<long> ServerOnlyFeatures, IReadOnlyCollection<string> Users)
{
    private const string Overrides = "identity_overrides";

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <exception cref="JsonException">It is not JSON.</exception>
    public static JsonDocument Open(ReadOnlyMemory<byte> json) =>
        JsonDocument.Parse(json.Span.StartsWith(ByteOrderMark) ? json[ByteOrderMark.Length..] : json);

    /// <param name="root">The document, an object.</param>
    public static DocumentSettings Read(JsonElement root)
    {
        var project = Member(root, "project");
        return new DocumentSettings(
            IsTrue(Member(root, "hide_disabled_flags")) ?? IsTrue(Member(project, "hide_disabled_flags")) ?? false,
            Items(Member(project, "server_key_only_feature_ids")).Select(ToId).OfType<long>().ToHashSet(),
            [.. Items(Member(root, Overrides)).Select(entry => ToText(Member(entry, "identifier"))).OfType<string>()]);
    }

    /// <summary>Writes the document without the overrides of single users.</summary>
    public static ReadOnlySpan<byte> WithoutOverrides(JsonElement root)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var member in root.EnumerateObject().Where(member => !member.NameEquals(Overrides)))
            {
                member.WriteTo(json);
            }

            json.WriteEndObject();
        }

        return buffer.WrittenSpan;
    }

    private static JsonElement Member(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var member) ? member : default;

    private static JsonElement.ArrayEnumerator Items(JsonElement list) => list.ValueKind == JsonValueKind.Array ? list.EnumerateArray() : default;

    private static bool? IsTrue(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    private static long? ToId(JsonElement element) => element.ValueKind == JsonValueKind.Number && element.TryGetInt64(out var id) ? id : null;

    private static string? ToText(JsonElement element) => element.ValueKind == JsonValueKind.String ? element.GetString() : null;
}
