using Flagsmith.Polling.Configuration;
using Flagsmith.Polling.Identities;
using Flagsmith.Polling.Refresh;
using Flagsmith.Polling.Snapshots;
using Microsoft.Extensions.Logging.Abstractions;

namespace Flagsmith.Polling.Tests.Identities;

/// <summary>Shared reads at the moments at which another thread comes first.</summary>
public sealed class SharedReadsTests : IAsyncDisposable
{
    private const string Ada = "ada";

    private static readonly IdentityKey Plain = new(Ada, Variant: null);
    private static readonly IdentityKey Stored = new(Ada, new TraitSetKey(TraitSet.Of([KeyValuePair.Create("plan", (TraitValue)"gold")]), IdentityPersistence.IdentityAndTraits));

    private readonly PollingHost _host = new(options => options.Identities.MaxConcurrentFetches = 1);
    private readonly CoarseClock _clock;
    private readonly IdentityCache _cache;
    private readonly UserTimelines _timelines;
    private readonly UsersApi _api;

    public SharedReadsTests()
    {
        _clock = new CoarseClock(new MonotonicClock(_host.Time), NullLogger.Instance);
        _cache = new IdentityCache(new UserEntries(100, 100_000, _clock, TimeSpan.FromSeconds(30)), _clock);
        _timelines = new UserTimelines(_cache);
        _api = new UsersApi(_host.Api);
    }

    private FlagProvider Provider => (FlagProvider)_host.Flags;

    private OptionsReloader Settings => Provider.Environment.Settings;

    public async ValueTask DisposeAsync()
    {
        _cache.Dispose();
        _clock.Dispose();
        await _host.DisposeAsync();
    }

    [Test]
    public async Task BackgroundRead_IsSentOnce()
    {
        using var limiter = new FetchLimiter(Settings, _host.Time);
        NewReads(limiter).ReadInBackground(Plain);

        await _host.Time.AdvanceUntilAsync(() => _timelines.Count == 0);

        _api.Count.Should().Be(1);
        limiter.TryEnterBackground().Should().BeTrue("the slot was given back");
    }

    // Two readers find the same stale user, and both a free slot.
    [Test]
    public async Task BackgroundRead_ThatAnotherHasJustBegun_GivesItsSlotBack()
    {
        using var limiter = new FetchLimiter(Settings, _host.Time);
        var reads = NewReads(limiter);
        _timelines.JoinOrEnter(Plain, isWrite: false, out _);
        limiter.TryEnterBackground().Should().BeTrue();

        reads.RunInBackground(Plain);

        _timelines.Count.Should().Be(1);
        await reads.ReadAsync(new IdentityKey("another", Variant: null), out _);
        reads.RejectionOf(Plain).Should().BeNull("nothing was tried");
        limiter.TryEnterBackground().Should().BeTrue();
    }

    // A write that has its turn and waits for a slot is in flight for nobody yet.
    [Test]
    public async Task BackgroundReadThatStoresTraits_WhileAWriteHasTheTurn_SendsNothingAndWaitsForNothing()
    {
        using var limiter = new FetchLimiter(Settings, _host.Time);
        var timeline = _timelines.Enter(Ada);
        await timeline.WaitForWriteTurnAsync(new UserRequest(Plain, isWrite: true), CancellationToken.None);

        NewReads(limiter).ReadInBackground(Stored);

        await _host.Time.AdvanceUntilAsync(() => _timelines.Count == 1, TimeSpan.Zero, maxSteps: 100_000);
        _api.Count.Should().Be(0);
        limiter.TryEnterBackground().Should().BeTrue("the slot was given back");
    }

    [Test]
    public async Task ReadThatFoundNoSlot_GivesNoneBack()
    {
        using var limiter = new FetchLimiter(Settings, _host.Time);
        (await TryEnterAsync(limiter)).Should().BeTrue();
        var read = NewReads(limiter).ReadAsync(Plain, out _);
        await _host.Time.AdvanceUntilAsync(() => _host.Time.ArmedTimers == 1);
        _host.Time.Advance(Settings.Current.Identities.FetchTimeout);

        (await read).View.Should().BeNull();

        _api.Count.Should().Be(0);
        limiter.TryEnterBackground().Should().BeFalse("the only slot is still taken");
    }

    [Test]
    public async Task ReadThatBreaks_EndsForEverybodyWhoWaits()
    {
        using var limiter = new FetchLimiter(Settings, new ClockWithoutTimers());
        var reads = NewReads(limiter);

        var result = await reads.ReadAsync(Plain, out _);

        result.View.Should().BeNull();
        result.Error!.Message.Should().Contain(nameof(InvalidOperationException)).And.NotContain("no timers");
        _timelines.Count.Should().Be(0);
    }

    [Test]
    public async Task UserWhoseReadHasFailed_IsRejectedForThat_AndOthersWhileTheCircuitIsOpen()
    {
        using var limiter = new FetchLimiter(Settings, _host.Time);
        var reads = NewReads(limiter);
        _api.Fail(System.Net.HttpStatusCode.BadGateway);
        for (var user = 0; user < 10; user++)
        {
            await reads.ReadAsync(new IdentityKey($"user-{user}", Variant: null), out _);
        }

        reads.RejectionOf(new IdentityKey("user-0", Variant: null))!.Kind.Should().Be(FlagsmithErrorKind.ServerError);
        reads.RejectionOf(Plain)!.Kind.Should().Be(FlagsmithErrorKind.CircuitOpen);
    }

    private static async Task<bool> TryEnterAsync(FetchLimiter limiter)
    {
        using var limit = limiter.NewLimit();
        return await limiter.TryEnterAsync(limit);
    }

    private SharedReads NewReads(FetchLimiter limiter)
    {
        var (monotonic, states, environment) = (new MonotonicClock(_host.Time), new FlagStatePool(), Provider.Environment);
        var failures = new FailureMemory(Settings, monotonic);
        var circuit = new IdentityCircuit(monotonic, static () => 0.5, NullLogger.Instance);
        var users = new CachedUserFactory(new IdentityBaseline(environment.Store, monotonic), states, monotonic, static () => 0.5);
        var roundTrip = new IdentityRoundTrip(environment.Api, users, environment.Telemetry, _host.Time);
        var fetcher = new IdentityFetcher(roundTrip, circuit, Settings, new FetchWarnings(_host.Time, NullLogger.Instance), static () => { });
        var responses = new IdentityResponseStore(environment.Store, Settings, _cache, new CachePolicy(environment.Store, Settings, states, _clock), failures);
        return new SharedReads(_timelines, limiter, fetcher, circuit, responses, failures, new IdentityErrors(Settings));
    }

    private sealed class ClockWithoutTimers : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => throw new InvalidOperationException("no timers");
    }
}
