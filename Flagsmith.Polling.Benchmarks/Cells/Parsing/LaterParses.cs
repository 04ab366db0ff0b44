using System.Text.Json;
using BenchmarkDotNet.Attributes;
using Flagsmith.Polling.Benchmarks.Data;
using Flagsmith.Polling.Benchmarks.Summary.Parsing;

namespace Flagsmith.Polling.Benchmarks.Cells.Parsing;

/// <summary>A body whose names are known, from its bytes to a published snapshot.</summary>
public class LaterParses : FlagCells
{
    private readonly Publishing _publishing = new();
    private byte[][] _bodies = [];
    private int _turn;

    [GlobalSetup]
    public Task SetUpAsync() => SetUpAsync(static _ => true);

    [GlobalSetup(Target = nameof(OneFlagChanged))]
    public Task SetUpOneChangeAsync() => SetUpAsync(index => index == Flags / 2);

    [Benchmark(Baseline = true)]
    public int RawUtf8JsonReader() => RawPass.Run(NextBody()) ? 1 : 0;

    [Benchmark]
    public int JsonSerializerToRecords() => JsonSerializer.Deserialize(NextBody(), WireJson.Default.WireFlagArray)?.Length == Flags ? 1 : 0;

    [Benchmark]
    public Task<int> EveryFlagToggled() => PublishAsync();

    [Benchmark]
    public Task<int> OneFlagChanged() => PublishAsync();

    private async Task SetUpAsync(Func<int, bool> isToggled)
    {
        _bodies = [SampleFlags.WriteEnvironment(Flags), SampleFlags.WriteEnvironment(Flags, isToggled)];
        _publishing.Accept(await Publishing.ReceiveAsync(_bodies[0]));
    }

    private async Task<int> PublishAsync()
    {
        _publishing.Accept(await Publishing.ReceiveAsync(NextBody()));
        return _publishing.Flags == Flags ? 1 : 0;
    }

    private byte[] NextBody() => _bodies[++_turn % 2];
}
