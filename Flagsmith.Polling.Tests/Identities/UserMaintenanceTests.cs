using Flagsmith.Polling.Identities;
using Flagsmith.Polling.Refresh;
using Flagsmith.Polling.Snapshots;
using Microsoft.Extensions.Logging.Abstractions;

namespace Flagsmith.Polling.Tests.Identities;

/// <summary>When users whom nobody reads follow the environment, and how many in one step of the clock.</summary>
public sealed class UserMaintenanceTests : IAsyncDisposable
{
    private const int SliceSize = 2_000;

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly PollingHost _host = new();
    private readonly CoarseClock _clock = new(new MonotonicClock(new ManualTimeProvider()), NullLogger.Instance);
    private readonly FlagSnapshotStore _environment = new(Environment(1));
    private readonly HookedClock _failureTime = new();
    private readonly IdentityCache _cache;
    private readonly FailureMemory _failures;
    private readonly UserMaintenance _maintenance;

    public UserMaintenanceTests()
    {
        _clock.EnsureStarted();
        _cache = new IdentityCache(new UserEntries(100_000, 100_000_000, _clock, TimeSpan.FromSeconds(30)), _clock);
        _failures = new FailureMemory(((FlagProvider)_host.Flags).Environment.Settings, new MonotonicClock(_failureTime));
        _maintenance = new UserMaintenance(_environment, _cache, _failures, new FlagStatePool(), _clock);
    }

    public async ValueTask DisposeAsync()
    {
        _maintenance.Dispose();
        _cache.Dispose();
        await _host.DisposeAsync();
    }

    [Test]
    public void Users_FollowEveryThirtySeconds()
    {
        var first = Add("first", version: 0);

        _maintenance.Step(Seconds(29.9));
        first.Snapshot.Version.Should().Be(0);
        _maintenance.Step(Seconds(30));
        first.Snapshot.Version.Should().Be(1);

        _environment.Publish(Environment(2));
        _maintenance.Step(Seconds(59.9));
        first.Snapshot.Version.Should().Be(1);
        _maintenance.Step(Seconds(60));
        first.Snapshot.Version.Should().Be(2);
    }

    // A fetch that was sent before a change may bring the environment of before it: passes go on until one finds nobody.
    [Test]
    public void Passes_AreMade_UntilOneFindsNobodyBehind()
    {
        Add("first", version: 0);
        _maintenance.Step(Seconds(30));
        var late = Add("late", version: 0);

        _maintenance.Step(Seconds(60));
        late.Snapshot.Version.Should().Be(1, "the pass before it has moved somebody");

        _maintenance.Step(Seconds(90));
        var tooLate = Add("too late", version: 0);
        _maintenance.Step(Seconds(120));
        tooLate.Snapshot.Version.Should().Be(0, "the pass before found nobody: users are walked again after the next change");
        _environment.Publish(Environment(2));
        _maintenance.Step(Seconds(150));
        tooLate.Snapshot.Version.Should().Be(2);
    }

    [TestCase(0, SliceSize)]
    [TestCase(8, SliceSize / 2)]
    [TestCase(80, 182)] // each counts for eleven
    public void Slice_IsForSoManyUsers_AndTheNextStepGoesOn(int ownFlags, int users)
    {
        CachedUser[] all = [.. Enumerable.Range(0, users + 1).Select(number => Add($"user-{number}", version: 0, ownFlags))];

        _maintenance.Step(Seconds(30));
        all.Count(user => user.Snapshot.Version == 1).Should().Be(users);

        _maintenance.Step(Seconds(30.1));
        all.Should().OnlyContain(user => user.Snapshot.Version == 1);
    }

    [Test]
    public void FailuresThatAreOver_MakeRoomForOthers_EveryThirtySeconds()
    {
        for (var user = 0; user < 10_000; user++)
        {
            Fail($"user-{user}");
        }

        _failureTime.Time.Advance(Hour);
        _maintenance.Step(Seconds(29.9));
        Fail("one more").Should().BeNull("there is no room");

        _maintenance.Step(Seconds(30));

        Fail("one more").Should().NotBeNull();
    }

    // Steps of the clock may overlap on a machine that is behind.
    [Test]
    public void Step_WhileAnotherIsRunning_DoesNothing()
    {
        var user = Add("one", version: 0);
        long? afterTheOther = null;
        _failureTime.OnReading = () =>
        {
            _failureTime.OnReading = null;
            _maintenance.Step(Seconds(60));
            afterTheOther = user.Snapshot.Version;
        };

        _maintenance.Step(Seconds(30));

        (afterTheOther, user.Snapshot.Version).Should().Be((0, 1));
    }

    private FlagsmithApiException? Fail(string identifier)
    {
        var key = new IdentityKey(identifier, Variant: null);
        _failures.Remember(key, new FlagsmithApiException(FlagsmithErrorKind.ServerError, "Failed."));
        return _failures.Find(key);
    }

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);

    private CachedUser Add(string identifier, long version, int ownFlags = 0)
    {
        FlagState[] own = [.. Enumerable.Range(0, ownFlags).Select(number => State($"own_{number}"))];
        var overlay = FlagOverlay.Of(Environment(version).Base, new FlagState?[] { State("a") }, own);
        var user = new CachedUser(new IdentityFlagSnapshot(overlay, TraitSet.Empty, version, FlagSource.Api, fetchedAt: null));
        _cache.TryStore(new IdentityKey(identifier, Variant: null), user, maxVariants: 1, Hour, replaceAll: false).Should().BeTrue();
        return user;
    }

    private static FlagSnapshot Environment(long version) => FlagSnapshotAssembly.Assemble([State("a")], version, FlagSource.Api, fetchedAt: null);

    private static FlagState State(string name) => new() { Enabled = true, Feature = new FeatureInfo { Name = name } };

    private sealed class HookedClock : TimeProvider
    {
        public ManualTimeProvider Time { get; } = new();

        public Action? OnReading { get; set; }

        public override long TimestampFrequency => Time.TimestampFrequency;

        public override long GetTimestamp()
        {
            OnReading?.Invoke();
            return Time.GetTimestamp();
        }
    }
}
