using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using Flagsmith.Polling.Wire;

namespace Flagsmith.Polling;

/// <summary>Reads and writes a <see cref="FlagState"/> as Flagsmith's API does: <c>feature</c>, <c>feature_state_value</c>, <c>enabled</c> and the rest.</summary>
/// <remarks>
/// Thread-safe. <see cref="FlagState"/> is associated with it by attribute; no registration is needed. Naming policies do not apply.
/// <see cref="FlagState.IsIdentityOverride"/> is not on the wire, and is <see langword="false"/> after reading.
/// </remarks>
public sealed class FlagStateJsonConverter : JsonConverter<FlagState>
{
    /// <inheritdoc/>
    /// <exception cref="JsonException">The JSON is not a flag: it has no name, or <c>enabled</c> is missing or mistyped.</exception>
    public override FlagState Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var flag = JsonDocument.ParseValue(ref reader);
        byte[] body = [(byte)'[', .. JsonMarshal.GetRawUtf8Value(flag.RootElement), (byte)']'];
        var list = FlagListReader.Read(body, maxFlags: 1);
        return list.Flags is [var read] ? read : throw new JsonException("This is not a flag: its feature has no name, or enabled is missing or mistyped.");
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, FlagState value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(value);
        FlagListWriter.Write(writer, value);
    }
}
