using BenchmarkDotNet.Attributes;
using Flagsmith.Polling.Benchmarks.Data;

namespace Flagsmith.Polling.Benchmarks.Cells.Parsing;

/// <summary>A whole poll whose body is the same as before, through HttpClient and a handler without a socket.</summary>
public class UnchangedPolls : FlagCells
{
    private SampleEnvironment _environment = null!;
    private BareExchange _exchange = null!;

    [GlobalSetup]
    public async Task SetUpAsync()
    {
        _environment = Own(await SampleEnvironment.LoadAsync(Flags));
        _exchange = Own(new BareExchange(_environment.Api));
    }

    [Benchmark(Baseline = true)]
    public async Task<int> HttpClientAlone() => await _exchange.GetAsync() ? 1 : 0;

    [Benchmark]
    public async Task<int> UnchangedPoll() => (await _environment.Provider.RefreshAsync()).Version == 1 ? 1 : 0;
}
