using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace Flagsmith.Polling.Wire;

/// <summary>Writes flags as Flagsmith's own API does, so that one reader reads both. Every field of a flag is kept, and the kind of each value.</summary>
internal static class FlagListWriter
{
    public static ReadOnlyMemory<byte> Write(IReadOnlyList<FlagState> flags)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartArray();
        foreach (var flag in flags)
        {
            Write(json, flag);
        }

        json.WriteEndArray();
        json.Flush();
        return buffer.WrittenMemory;
    }

    public static void Write(Utf8JsonWriter json, FlagState flag)
    {
        json.WriteStartObject();
        WriteNumber(json, "id", flag.Id);
        json.WritePropertyName("feature"u8);
        Write(json, flag.Feature);
        json.WritePropertyName("feature_state_value"u8);
        Write(json, flag.Value);
        WriteNumber(json, "environment", flag.EnvironmentId);
        json.WriteBoolean("enabled"u8, flag.Enabled);
        WriteText(json, "variant", flag.Variant);
        WriteText(json, "reason", flag.Reason);
        if (flag.Experiment is { } experiment)
        {
            Write(json, experiment);
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, FlagExperiment experiment)
    {
        json.WriteStartObject("metadata"u8);
        json.WriteStartObject("experiment"u8);
        json.WriteNumber("id"u8, experiment.Id);
        json.WriteString("name"u8, experiment.Name);
        json.WriteBoolean("in_experiment"u8, experiment.InExperiment);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, FeatureInfo feature)
    {
        json.WriteStartObject();
        json.WriteNumber("id"u8, feature.Id);
        json.WriteString("name"u8, feature.Name);
        json.WriteString("type"u8, feature.Type);
        WriteText(json, "description", feature.Description);
        WriteText(json, "created_date", feature.CreatedDate?.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
        WriteText(json, "initial_value", feature.InitialValue);
        if (feature.DefaultEnabled is { } defaultEnabled)
        {
            json.WriteBoolean("default_enabled"u8, defaultEnabled);
        }

        WriteNumber(json, "project", feature.ProjectId);
        json.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter json, FlagValue value)
    {
        switch (value.Kind)
        {
            case FlagValueKind.String:
                json.WriteStringValue(value.Text);
                break;
            case FlagValueKind.Integer:
                json.WriteNumberValue(value.Integer);
                break;
            case FlagValueKind.Double:
                FloatWriter.Write(json, value.Double);
                break;
            case FlagValueKind.Boolean:
                json.WriteBooleanValue(value.Boolean);
                break;
            default:
                json.WriteNullValue();
                break;
        }
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, long? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
    }

    private static void WriteText(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }
}
