using System.Text.Json;

namespace Flagsmith.Polling.AspNetCore.Inspector;

/// <summary>Writes flags. Bounded: of a long value the beginning is shown, and of very many long ones nothing but their kind.</summary>
/// <param name="maskValues">Whether values are left out.</param>
internal sealed class FlagWriter(bool maskValues)
{
    private const int MostOfOne = 64 * 1024;
    private const int MostOfAll = 8 * 1024 * 1024;

    private int _left = MostOfAll;

    /// <summary>Writes all flags of a snapshot, with its version.</summary>
    public void WriteAll(Utf8JsonWriter json, string environment, IFlagSnapshot snapshot)
    {
        json.WriteStartObject();
        json.WriteString("environment"u8, environment);
        json.WriteNumber("version"u8, snapshot.Version);
        json.WriteStartArray("flags"u8);
        foreach (var flag in snapshot.Flags)
        {
            Write(json, flag);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Writes one flag.</summary>
    public void Write(Utf8JsonWriter json, FlagState flag)
    {
        json.WriteStartObject();
        json.WriteString("name"u8, flag.Feature.Name);
        json.WriteBoolean("enabled"u8, flag.Enabled);
        json.WriteString("kind"u8, flag.Value.Kind.ToString());
        if (maskValues)
        {
            json.WriteBoolean("masked"u8, true);
            WriteMark(json, flag.Value);
        }
        else if (!flag.Value.IsNull)
        {
            WriteValue(json, flag.Value.ToString());
        }

        if (flag.Variant is { } variant)
        {
            json.WriteString("variant"u8, variant);
        }

        json.WriteEndObject();
    }

    private void WriteValue(Utf8JsonWriter json, string value)
    {
        var length = Math.Min(value.Length, Math.Min(MostOfOne, _left));
        if (length > 0 && length < value.Length && char.IsHighSurrogate(value[length - 1]))
        {
            length--;
        }

        _left -= length;
        json.WriteString("value"u8, value.AsSpan(0, length));
        if (length < value.Length)
        {
            json.WriteNumber("length"u8, value.Length);
            WriteMark(json, value);
        }
    }

    // Lets the page see that a value it does not see has changed. Seeded anew in each process, so that it tells nothing else.
    private static void WriteMark<T>(Utf8JsonWriter json, T value) => json.WriteNumber("mark"u8, HashCode.Combine(value));
}
