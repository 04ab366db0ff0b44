using System.Text.Json;

namespace Flagsmith.Polling.Benchmarks.Cells.Parsing;

/// <summary>A pass over a body that keeps nothing: the least that reading it takes.</summary>
internal static class RawPass
{
    /// <returns>Whether it got to the end.</returns>
    public static bool Run(byte[] body)
    {
        var reader = new Utf8JsonReader(body);
        while (reader.Read())
        {
        }

        return reader.BytesConsumed == body.Length;
    }
}
