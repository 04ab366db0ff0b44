using BenchmarkDotNet.Attributes;
using Flagsmith.Polling.Benchmarks.Cells.Parsing;
using Flagsmith.Polling.Benchmarks.Cells.Stage;
using Flagsmith.Polling.Refresh;

namespace Flagsmith.Polling.Benchmarks.Cells.Users;

/// <summary>A user who is not in the cache: the parse of the response alone, and the whole fetch, through HttpClient and a handler without a socket.</summary>
public class UserFetches : FlagCells
{
    private CellStage _stage = null!;
    private BareExchange _exchange = null!;
    private UserParsing _parsing = null!;

    [GlobalSetup]
    public async Task SetUpAsync()
    {
        _stage = Own(await CellStage.SetAsync(Flags));
        _exchange = Own(new BareExchange(_stage.Api));
        _parsing = new UserParsing(((FlagProvider)_stage.Environment).Environment.Store.Current.Base);
    }

    [Benchmark(Baseline = true)]
    public int RawUtf8JsonReader() => RawPass.Run(_stage.Api.NextUser()) ? 1 : 0;

    [Benchmark]
    public int Parse() => _parsing.Parse(_stage.Api.NextUser()) == SampleUser.Differences ? 1 : 0;

    [Benchmark]
    public async Task<int> HttpClientAlone() => await _exchange.PostAsync() ? 1 : 0;

    /// <summary>Forgets the user first, so that the next call finds nothing either.</summary>
    [Benchmark]
    public async Task<int> Miss()
    {
        _stage.Users.Invalidate(SampleUser.Identifier);
        var user = await _stage.Users.GetFlagsAsync(SampleUser.Identifier);
        return user is { IsFallback: false, Traits.Count: 3 } ? 1 : 0;
    }
}
