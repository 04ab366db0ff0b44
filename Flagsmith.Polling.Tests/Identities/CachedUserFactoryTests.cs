using Flagsmith.Polling.Identities;
using Flagsmith.Polling.Snapshots;
using Flagsmith.Polling.Wire;

namespace Flagsmith.Polling.Tests.Identities;

/// <summary>How long a user's response stays fresh, what it is counted as, and which flags it is kept beside.</summary>
public sealed class CachedUserFactoryTests
{
    private static readonly TimeSpan TimeToLive = TimeSpan.FromSeconds(100);

    private readonly ManualTimeProvider _time = new();
    private readonly MonotonicClock _clock;

    public CachedUserFactoryTests() => _clock = new MonotonicClock(_time);

    [TestCase(0, 90)]
    [TestCase(0.5, 100)]
    [TestCase(1, 110)]
    public void Response_IsFreshForItsTime_SpreadByATenth(double random, double seconds)
    {
        var factory = Factory(new FlagSnapshotStore(Environment(1, 1)), random);
        _time.Advance(TimeSpan.FromSeconds(7));

        var user = factory.Create(Response(State("a", 1)), factory.TakeBaseline(), variant: null, TimeToLive);

        TimeSpan.FromTicks(user.FreshUntil).TotalSeconds.Should().BeApproximately(7 + seconds, 0.001);
    }

    [TestCase(1, 100, 1)] // as the environment was a moment ago: another server's lag
    [TestCase(1, 0.5, 0.5)]
    [TestCase(2, 100, 100)]
    [TestCase(9, 100, 100)]
    public void LateResponse_IsFreshForASecondAtMost(int value, double timeToLive, double seconds)
    {
        var store = new FlagSnapshotStore(Environment(1, 1));
        var factory = Factory(store);
        factory.TakeBaseline();
        store.Publish(Environment(2, 2));

        var user = factory.Create(Response(State("a", value)), factory.TakeBaseline(), variant: null, TimeSpan.FromSeconds(timeToLive));

        TimeSpan.FromTicks(user.FreshUntil).TotalSeconds.Should().BeApproximately(seconds, 0.001);
        user.Snapshot.GetValue("a", 0).Should().Be(value == 9 ? 9 : 2);
    }

    [Test]
    public void Bytes_AreThoseOfWhatIsTheUsersOwn()
    {
        var environment = Environment(1, 1);
        var (factory, shared) = (Factory(new FlagSnapshotStore(environment)), environment.Flags[0]);
        var (own, unknown, traits) = (State("a", 5), State("b", 6), TraitSet.Of([KeyValuePair.Create("plan", (TraitValue)"gold")]));
        var withUnknown = MemorySize.OfReference + MemorySize.Of(unknown) + MemorySize.Of(unknown.Feature);

        Bytes(Response(shared)).Should().Be(MemorySize.OfUser, "the environment's own flag is kept once");
        Bytes(Response(own)).Should().Be(MemorySize.OfUser + MemorySize.OfReference + MemorySize.Of(own));
        Bytes(Response(State("a", 5))).Should().Be(MemorySize.OfUser + MemorySize.OfReference, "another user has the same state");
        Bytes(Response(shared, unknown)).Should().Be(MemorySize.OfUser + withUnknown);
        Bytes(Response(shared) with { Traits = [.. traits] }).Should().Be(MemorySize.OfUser + MemorySize.Of(traits));
        Bytes(Response(shared), new TraitSetKey(traits, IdentityPersistence.None)).Should().Be(MemorySize.OfUser + MemorySize.Of(traits));

        long Bytes(IdentityResponse response, TraitSetKey? variant = null) => factory.Create(response, factory.TakeBaseline(), variant, TimeToLive).Bytes;
    }

    [TestCase(8, FlagSource.Defaults, false)]
    [TestCase(9, FlagSource.Defaults, true)]
    [TestCase(9, FlagSource.Api, false)]
    public void ManyFlagsBeforeTheEnvironmentIsKnown_AreSharedByTheUsersAfterwards(int unknown, FlagSource source, bool areShared)
    {
        var factory = Factory(new FlagSnapshotStore(FlagSnapshotAssembly.Assemble([], 1, source, fetchedAt: null)));
        var known = factory.TakeBaseline();
        IdentityResponse response = new() { Known = [], Unknown = [.. Enumerable.Range(0, unknown).Select(static index => State($"flag_{index}", index))] };

        var first = factory.Create(response, known, variant: null, TimeToLive);
        var next = factory.TakeBaseline();

        first.Snapshot.GetValue("flag_7", 0).Should().Be(7);
        first.Snapshot.Overlay.Base.Count.Should().Be(areShared ? unknown : 0);
        first.Snapshot.Overlay.Differences.Should().Be(areShared ? 0 : unknown, "what the base has is no flag of one's own");
        next.Flags.Should().BeSameAs(areShared ? first.Snapshot.Overlay.Base : known.Flags);
        next.Flags.IsEnvironment.Should().Be(source == FlagSource.Api);
        (next.Version, factory.TakeBaseline()).Should().Be((1, next), "nothing was published");
    }

    [Test]
    public void Baseline_FollowsTheEnvironment_AndLeavesItsFlagsForNoDefaults()
    {
        var store = new FlagSnapshotStore(Environment(1, 1));
        var factory = Factory(store);
        var first = factory.TakeBaseline();
        store.Publish(FlagSnapshotAssembly.Assemble([], 2, FlagSource.Defaults, fetchedAt: null));

        var stale = factory.TakeBaseline();

        (first.Version, stale.Version).Should().Be((1, 2));
        stale.Flags.Should().BeSameAs(first.Flags, "users are compared with what was there last");
        store.Publish(Environment(3, 3));
        factory.TakeBaseline().Flags.Should().BeSameAs(store.Current.Base);
    }

    private static IdentityResponse Response(FlagState known, params FlagState[] unknown) => new() { Known = [known], Unknown = [.. unknown] };

    private static FlagSnapshot Environment(long version, int value) => FlagSnapshotAssembly.Assemble([State("a", value)], version, FlagSource.Api, fetchedAt: null);

    private static FlagState State(string name, int value) => new() { Enabled = true, Value = value, Feature = new FeatureInfo { Name = name } };

    private CachedUserFactory Factory(FlagSnapshotStore store, double random = 0.5) => new(new IdentityBaseline(store, _clock), new FlagStatePool(), _clock, () => random);
}
