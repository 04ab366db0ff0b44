using Flagsmith.Polling.Identities;
using Flagsmith.Polling.Snapshots;
using Microsoft.Extensions.Logging.Abstractions;

namespace Flagsmith.Polling.Tests.Identities;

/// <summary>The order of one user's requests, step by step, and how long it is remembered: docs/decisions/0022.</summary>
public sealed class UserTimelineTests : IDisposable
{
    private const string Ada = "ada";

    private static readonly IdentityKey Plain = new(Ada, Variant: null);
    private static readonly IdentityKey Gold = new(Ada, new TraitSetKey(TraitSet.Of([KeyValuePair.Create("plan", (TraitValue)"gold")]), IdentityPersistence.None));

    private readonly CoarseClock _clock = new(new MonotonicClock(new ManualTimeProvider()), NullLogger.Instance);
    private readonly IdentityCache _cache;
    private readonly UserTimelines _timelines;

    public UserTimelineTests()
    {
        _clock.EnsureStarted();
        _cache = new IdentityCache(new UserEntries(100, 100_000, _clock, TimeSpan.FromSeconds(30)), _clock);
        _timelines = new UserTimelines(_cache);
    }

    public void Dispose()
    {
        _cache.Dispose();
        _clock.Dispose();
    }

    [Test]
    public void Timeline_IsOneAsLongAsThereAreRequests_AndNewAfterwards()
    {
        var first = _timelines.Enter(Ada);
        _timelines.Enter(Ada).Should().BeSameAs(first);
        _timelines.Enter("another").Should().NotBeSameAs(first);
        _timelines.Count.Should().Be(3);

        _timelines.Leave(first);
        _timelines.Enter(Ada).Should().BeSameAs(first, "one request is left");
        _timelines.Leave(first);
        _timelines.Leave(first);

        _timelines.Enter(Ada).Should().NotBeSameAs(first);
        _timelines.Count.Should().Be(2);
    }

    [Test]
    public void Busy_IsWhoHasTheSameReadInFlight_OrAnyWrite()
    {
        _timelines.IsBusy(Plain).Should().BeFalse();
        _timelines.JoinOrEnter(Plain, isWrite: false, out var timeline);
        (_timelines.IsBusy(Plain), _timelines.IsBusy(Gold)).Should().Be((true, false));

        timeline!.Send(new UserRequest(Gold, isWrite: true));

        _timelines.IsBusy(Gold).Should().BeTrue();
    }

    [Test]
    public void Request_IsInFlight_FromItsOnlySendingToItsEnd()
    {
        var timeline = _timelines.Enter(Ada);
        var write = new UserRequest(Plain, isWrite: true);
        timeline.HasWriteInFlight().Should().BeFalse();

        timeline.Send(write);
        timeline.Send(write); // a retry
        timeline.HasWriteInFlight().Should().BeTrue();
        timeline.End(write, isOutcomeUnknown: false);
        timeline.HasWriteInFlight().Should().BeFalse();

        timeline.Send(write);
        timeline.HasWriteInFlight().Should().BeFalse("it has ended");
    }

    [Test]
    public void Request_ThatIsCutOffWhileItIsAboutToLeave_IsNeverInFlight()
    {
        var timeline = _timelines.Enter(Ada);
        var write = new UserRequest(Plain, isWrite: true);
        timeline.End(write, isOutcomeUnknown: false);

        timeline.Send(write);

        timeline.HasWriteInFlight().Should().BeFalse();
    }

    [Test]
    public void ResponseToAWrite_SupersedesReadsOnTheirWay()
    {
        var timeline = _timelines.Enter(Ada);
        var (read, write) = (Sent(timeline, Plain), Sent(timeline, Plain, isWrite: true));

        timeline.TryKeep(write, static () => true).Should().BeTrue();

        read.IsSuperseded.Should().BeTrue();
        timeline.TryKeep(read, static () => throw new InvalidOperationException("not stored")).Should().BeTrue("there is nothing to try again");
    }

    [Test]
    public void ResponseToALaterRead_OvertakesTheEarlier_WhichNobodyJoinsAnyMore([Values] bool isKept)
    {
        var timeline = _timelines.Enter(Ada);
        var (first, other, second) = (Sent(timeline, Plain), Sent(timeline, Gold), Sent(timeline, Plain));
        timeline.Share(first);
        timeline.FindShared(variant: null).Should().BeSameAs(first);

        if (isKept)
        {
            timeline.TryKeep(second, static () => true);
        }
        else
        {
            timeline.KeepNothing(second);
        }

        (first.IsOvertaken, other.IsOvertaken, second.IsOvertaken).Should().Be((true, false, false));
        timeline.FindShared(variant: null).Should().BeNull();
    }

    [Test]
    public void Invalidation_ForgetsWhatIsCached_AndWhatIsOnItsWay()
    {
        var timeline = _timelines.Enter(Ada);
        var view = new CachedUser(new IdentityFlagSnapshot(FlagOverlay.Same(FlagBase.Empty), TraitSet.Empty, version: 1, FlagSource.Api, fetchedAt: null));
        _cache.TryStore(Plain, view, maxVariants: 4, TimeSpan.FromHours(1), replaceAll: false);
        var read = Sent(timeline, Plain);

        _timelines.Invalidate(Ada);

        read.IsSuperseded.Should().BeTrue();
        _cache.Find(Plain).Should().BeNull();
    }

    private static UserRequest Sent(UserTimeline timeline, IdentityKey key, bool isWrite = false)
    {
        var request = new UserRequest(key, isWrite);
        timeline.Send(request);
        return request;
    }
}
