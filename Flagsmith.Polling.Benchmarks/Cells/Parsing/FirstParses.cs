using System.Text.Json;
using BenchmarkDotNet.Attributes;
using Flagsmith.Polling.Benchmarks.Data;
using Flagsmith.Polling.Benchmarks.Summary.Parsing;

namespace Flagsmith.Polling.Benchmarks.Cells.Parsing;

/// <summary>The first body of an environment, from its bytes to a published snapshot.</summary>
public class FirstParses : FlagCells
{
    private byte[] _body = [];

    [GlobalSetup]
    public void SetUp() => _body = SampleFlags.WriteEnvironment(Flags);

    [Benchmark(Baseline = true)]
    public int RawUtf8JsonReader() => RawPass.Run(_body) ? 1 : 0;

    [Benchmark]
    public int JsonSerializerToRecords() => JsonSerializer.Deserialize(_body, WireJson.Default.WireFlagArray)?.Length == Flags ? 1 : 0;

    [Benchmark]
    public async Task<int> FirstParse()
    {
        var publishing = new Publishing();
        using var body = await Publishing.ReceiveAsync(_body); // the publisher keeps it, but goes away: the buffer must not be lost to the pool
        publishing.Accept(body);
        return publishing.Flags == Flags ? 1 : 0;
    }
}
