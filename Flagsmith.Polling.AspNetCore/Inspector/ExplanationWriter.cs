using System.Text.Json;

namespace Flagsmith.Polling.AspNetCore.Inspector;

/// <summary>Writes how a flag comes about, step by step.</summary>
internal static class ExplanationWriter
{
    public static void Write(Utf8JsonWriter json, FlagExplanation explanation, FlagWriter flags)
    {
        json.WriteStartObject();
        json.WritePropertyName("flag"u8);
        flags.Write(json, explanation.Flag);
        json.WriteString("segment"u8, explanation.Segment);
        json.WriteStartArray("lines"u8);
        foreach (var line in explanation.Lines)
        {
            json.WriteStartObject();
            json.WriteNumber("depth"u8, line.Depth);
            json.WriteString("text"u8, line.Text);
            json.WriteBoolean("matches"u8, line.Matches);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
