using System.Text;
using System.Text.Json;

namespace Flagsmith.Polling.Benchmarks.Summary;

/// <summary>Writes the rows for programs to read: <c>[{"id":…,"measured":…,"target":…,"ok":…}]</c>; <c>ok</c> is null where the machine was too busy to tell.</summary>
internal static class SummaryFile
{
    public const string DefaultPath = "artifacts/benchmarks/summary.json";

    public static string Write(IEnumerable<SummaryRow> rows)
    {
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartArray();
            foreach (var row in rows)
            {
                Write(json, row);
            }

            json.WriteEndArray();
        }

        return Encoding.UTF8.GetString(text.ToArray()) + "\n";
    }

    private static void Write(Utf8JsonWriter json, SummaryRow row)
    {
        json.WriteStartObject();
        json.WriteString("id", row.Id);
        json.WriteNumber("measured", Math.Round(row.Measured, 4));
        json.WriteNumber("target", row.Target);
        json.WritePropertyName("ok");
        if (row.Verdict == Verdict.Noisy)
        {
            json.WriteNullValue();
        }
        else
        {
            json.WriteBooleanValue(row.Verdict == Verdict.Ok);
        }

        json.WriteEndObject();
    }
}
