using System.Text.Json;

namespace Flagsmith.Polling.Benchmarks.Summary.Parsing;

/// <summary>Specifies what <see cref="JsonSerializer"/> allocates for the same flags as plain records.</summary>
internal static class SerializerBytes
{
    public static double Of(byte[] body)
    {
        _ = JsonSerializer.Deserialize(body, WireJson.Default.WireFlagArray); // what is made once is made
        var before = GC.GetAllocatedBytesForCurrentThread();
        var read = JsonSerializer.Deserialize(body, WireJson.Default.WireFlagArray);
        var bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        return read is [{ Feature.Name.Length: > 0 }, ..] ? bytes : throw new InvalidOperationException("Not all flags were read.");
    }
}
