using Flagsmith.Polling.Benchmarks.Stress.Model;

namespace Flagsmith.Polling.Tests.Benchmarks;

/// <summary>Histories of one user as a run may bring them, and what the model says to each.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class StressModelTests : IDisposable
{
    private const string User = "user-1";

    private static readonly StressTimes Times = new(TimeToLive: 1_000_000, StaleIfError: 1_000_000, FetchTimeout: 1_000_000, FailureBackoff: 0, KeepsAll: true);

    private readonly StringWriter _output = new();
    private readonly ManualTimeProvider _time = new();
    private readonly Sequence _sequence;
    private readonly Pace _pace;
    private readonly StageState _stage = new();
    private readonly Violations _violations;
    private readonly UserModel _user;

    public StressModelTests()
    {
        _sequence = new Sequence(_time);
        _pace = new Pace(_sequence);
        _violations = new Violations(_output);
        _user = new UserModel(User, Times, _stage, _sequence, _pace, _violations);
    }

    public void Dispose() => _output.Dispose();

    [Test]
    public void GoodHistory_Passes()
    {
        Read(Response());
        Write(out var written);
        Read(written, wasCached: true);
        var beside = _user.Begin(CallKind.Read);
        Refresh(Response());
        Invalidate();
        _user.End(beside, written, wasCached: true); // began before
        Read(Response());
        Broken().Should().BeEmpty();
    }

    [Test]
    public void OlderThanWrite()
    {
        var old = Response();
        Write(out _);
        Read(old);
        Broken().Should().Equal(StressRule.OlderThanWrite);
    }

    [Test]
    public void OlderThanWrite_HoldsForReadsWithTraitsToo()
    {
        var old = Response(CallKind.ReadWithTraits) with { PassedAlong = "a" };
        Write(out _);
        _user.End(_user.Begin(CallKind.ReadWithTraits, "a"), old, wasCached: true);
        Broken().Should().Equal(StressRule.OlderThanWrite);
    }

    [Test]
    public void OlderThanStoringRead()
    {
        var old = Response();
        var storing = _user.Begin(CallKind.StoringRead, "a", TraitTicks.OfReads);
        _user.End(storing, Response(CallKind.StoringRead) with { PassedAlong = "a" }, wasCached: false);
        Read(old);
        Broken().Should().Equal(StressRule.OlderThanStoringRead);
    }

    [Test]
    public void OlderThanRefresh()
    {
        var old = Response();
        var refresh = _user.Begin(CallKind.Refresh);
        _user.End(refresh, Response(), wasCached: false);
        Read(old, wasCached: true);
        Broken().Should().Equal(StressRule.OlderThanRefresh);
    }

    [Test]
    public void RefreshBesideAWrite_RequiresNothing()
    {
        var write = _user.Begin(CallKind.Write);
        var written = Response(CallKind.Write);
        var refresh = _user.Begin(CallKind.Refresh);
        _user.End(refresh, Response(), wasCached: false);
        _user.End(write, written, wasCached: false);
        Read(written);
        Broken().Should().BeEmpty();
    }

    [Test]
    public void Refresh_RequiresNothingOfReadsWithTraits()
    {
        var old = Response(CallKind.ReadWithTraits) with { PassedAlong = "a" };
        Refresh(Response());
        _user.End(_user.Begin(CallKind.ReadWithTraits, "a"), old, wasCached: true);
        Broken().Should().BeEmpty();
    }

    [Test]
    public void OlderThanInvalidation()
    {
        var old = Response();
        Invalidate();
        Read(old);
        Broken().Should().Equal(StressRule.OlderThanInvalidation);
    }

    [Test]
    public void AcknowledgedTraitLost_OfAResponseThatOverlappedTheWrite()
    {
        var write = _user.Begin(CallKind.Write, trait: 1);
        var written = Response(CallKind.Write);
        var overlapped = Response();
        written = written with { Traits = TraitTicks.None.Raise(1, _sequence.Next()) };
        _user.End(write, written, wasCached: false);
        Read(overlapped);
        Broken().Should().Equal(StressRule.AcknowledgedTraitLost);
    }

    [Test]
    public void UnknownOutcomeServed()
    {
        var old = Response();
        FailWrite();
        Read(old, wasCached: true);
        Broken().Should().Equal(StressRule.UnknownOutcomeServed);
    }

    [Test]
    public void UnknownOutcome_IsExcusedByAFailedFetch()
    {
        var old = Response();
        FailWrite();
        _user.NoteFault(CallKind.Read);
        Read(old);
        Broken().Should().BeEmpty();
    }

    [Test]
    public void UnknownOutcome_IsNotExcusedByTheWriteItself()
    {
        var old = Response();
        var write = _user.Begin(CallKind.Write);
        var sent = _sequence.Next();
        _user.NoteFault(CallKind.Write);
        _user.End(write, hasSucceeded: false, sent);
        Read(old);
        Broken().Should().Equal(StressRule.UnknownOutcomeServed);
    }

    [Test]
    public void UnknownOutcome_IsExcusedWhileFetchesAreRefused()
    {
        var old = Response();
        FailWrite();
        _stage.Refuse();
        Read(old);
        Broken().Should().BeEmpty();
    }

    [Test]
    public void FreshViewLost()
    {
        Refresh(Response());
        Read(Response(), wasCached: false);
        Broken().Should().Equal(StressRule.FreshViewLost);
    }

    [TestCase(399, true)]
    [TestCase(400, false)] // as a late response: it shows what the environment was, or what it will be
    public void FreshView_IsSurelyFresh_AsLongAsALateResponse(int milliseconds, bool isBroken)
    {
        Refresh(Response());
        Pass(milliseconds);
        Read(Response(), wasCached: false);
        Broken().Should().Equal(isBroken ? [StressRule.FreshViewLost] : []);
    }

    [Test]
    public void FreshView_MayBeLostToAnInvalidation()
    {
        Refresh(Response());
        Invalidate();
        Read(Response(), wasCached: false);
        Broken().Should().BeEmpty();
    }

    [Test]
    public void ForeignUser()
    {
        Read(Response() with { Owner = "user-2" });
        Broken().Should().Equal(StressRule.ForeignUser);
    }

    [Test]
    public void WrongVariant()
    {
        _user.End(_user.Begin(CallKind.ReadWithTraits, "a"), Response() with { PassedAlong = "b" }, wasCached: true);
        Broken().Should().Equal(StressRule.WrongVariant);
    }

    [TestCase(false)]
    [TestCase(true)]
    public void CallGotOlderThanItself(bool isWrite)
    {
        var kind = isWrite ? CallKind.Write : CallKind.Refresh;
        var old = Response(kind);
        _user.End(_user.Begin(kind), old, wasCached: false);
        Broken().Should().Equal(StressRule.CallGotOlderThanItself);
    }

    [Test]
    public void FallbackWithoutFailure()
    {
        Read(Fallback());
        Broken().Should().Equal(StressRule.FallbackWithoutFailure);
    }

    [Test]
    public void Fallback_IsExcusedByAFailure()
    {
        _user.NoteFault(CallKind.Read);
        Read(Fallback());
        Broken().Should().BeEmpty();
    }

    [TestCase(120, true)]
    [TestCase(121, false)]
    public void Fallback_IsExcusedWhereTheMachineIsBehind(int milliseconds, bool isBroken)
    {
        var read = _user.Begin(CallKind.Read);
        _time.Advance(TimeSpan.FromMilliseconds(milliseconds));
        _user.End(read, Fallback(), wasCached: false);
        Broken().Should().Equal(isBroken ? [StressRule.FallbackWithoutFailure] : []);
    }

    [TestCase(0, false)]
    [TestCase(3499, false)] // the time limit, and what it takes to hear of it
    [TestCase(3500, true)]
    public void UnknownOutcome_IsExcusedForAWhile_WhereTheMachineWasBehind(int milliseconds, bool isBroken)
    {
        var user = new UserModel(User, new StressTimes(1000, StaleIfError: 1000, FetchTimeout: 1500, FailureBackoff: 0, KeepsAll: true), _stage, _sequence, _pace, _violations);
        var old = Response();
        _time.Advance(TimeSpan.FromMilliseconds(121));
        _pace.Beat();
        user.End(user.Begin(CallKind.Write), hasSucceeded: false, unknownSince: _sequence.Next());
        Pass(milliseconds);
        user.End(user.Begin(CallKind.Read), old, wasCached: true);
        Broken().Should().Equal(isBroken ? [StressRule.UnknownOutcomeServed] : []);
    }

    [Test]
    public void Pace_CountsForHowLongTheMachineWasBehind()
    {
        Pass(1000);
        _pace.Late.Should().Be(0);
        _time.Advance(TimeSpan.FromMilliseconds(520));
        _pace.Beat();
        _pace.Late.Should().Be(500);
    }

    [TestCase(false, true)]
    [TestCase(true, false)] // the second in a row
    public void EmptyListNotHeld(bool isEmptyAgain, bool isBroken)
    {
        Read(Response(), wasCached: false);
        Read(Response() with { IsEmpty = true, IsEmptyAgain = isEmptyAgain }, wasCached: true);
        Broken().Should().Equal(isBroken ? [StressRule.EmptyListNotHeld] : []);
    }

    [Test]
    public void EmptyList_AppliesAfterARefresh()
    {
        Read(Response(), wasCached: false);
        var empty = Response() with { IsEmpty = true };
        Refresh(empty);
        Read(empty with { Sent = _sequence.Next() });
        Broken().Should().BeEmpty();
    }

    [Test]
    public void NothingIsJudgedOnceTheProviderIsDisposed()
    {
        var old = Response();
        Write(out _);
        _stage.End();
        Read(old);
        Broken().Should().BeEmpty();
    }

    [TestCase(9, 5000, false)]
    [TestCase(5, 9500, false)] // sent at nearly the same time: threads may have come in another order
    [TestCase(5, 8000, true)]
    public void ReadTrail(long sent, long sentAt, bool isBack)
    {
        var trail = new ReadTrail();
        trail.GoesBackTo(8, 10_000).Should().BeFalse();
        trail.GoesBackTo(sent, sentAt).Should().Be(isBack);
    }

    [TestCase(2, 6L, false)]
    [TestCase(3, null, false)] // an empty list has no number
    [TestCase(1, 6L, true)]
    [TestCase(3, 4L, true)]
    public void EnvironmentTrail(long version, long? content, bool isBack)
    {
        var trail = new EnvironmentTrail();
        trail.Note(2, 5).Should().BeNull();
        (trail.Note(version, content) is not null).Should().Be(isBack);
    }

    [Test]
    public void NoticeTrail_SeesNoticesWithoutChangeAndGaps()
    {
        var (first, second, third) = (Snapshot(1, "a"), Snapshot(2, "b"), Snapshot(3, "c"));
        var trail = new NoticeTrail(_violations);
        trail.Note(FlagSnapshotChange.Compare(first, second));
        Broken().Should().BeEmpty();
        trail.Note(FlagSnapshotChange.Compare(first, third));
        Broken().Should().Equal(StressRule.NoticeWithGap);
        trail.Note(FlagSnapshotChange.Compare(third, Snapshot(4, "c")));
        Broken().Should().Equal(StressRule.NoticeWithoutChange, StressRule.NoticeWithGap);
    }

    [TestCase(2, true)]
    [TestCase(3, false)] // one with flags was in between, and the notices of both were merged
    public void NoticeTrail_TakesAnEmptyListAfterAnother(long version, bool isBroken)
    {
        var trail = new NoticeTrail(_violations);
        trail.Note(FlagSnapshotChange.Compare(new FlagSnapshotBuilder().Build(1), new FlagSnapshotBuilder().Build(version)));
        Broken().Should().Equal(isBroken ? [StressRule.NoticeWithoutChange] : []);
    }

    [Test]
    public void Violation_ShowsTheRuleAndTheHistory()
    {
        _user.History.Add("refresh begins", 7);
        var old = Response();
        Write(out _);
        Read(old);
        _output.ToString().Should().Contain(nameof(StressRule.OlderThanWrite)).And.Contain(User).And.Contain("refresh begins #7");
    }

    /// <summary>Time passes on a machine that keeps up.</summary>
    private void Pass(int milliseconds)
    {
        for (var left = milliseconds; left > 0; left -= 20)
        {
            _time.Advance(TimeSpan.FromMilliseconds(Math.Min(20, left)));
            _pace.Beat();
        }
    }

    private static IFlagSnapshot Snapshot(long version, string value) =>
        new FlagSnapshotBuilder().Set("content", enabled: true, value).Build(version);

    private static ViewFacts Fallback() => new(null, 0, 0, CallKind.Read, 0, "", TraitTicks.None) { IsFallback = true };

    /// <summary>A response to what is sent now.</summary>
    private ViewFacts Response(CallKind kind = CallKind.Read) => new(User, _sequence.Next(), _sequence.Milliseconds, kind, 0, "", TraitTicks.None);

    private void Read(ViewFacts view, bool wasCached = true) => _user.End(_user.Begin(CallKind.Read), view, wasCached);

    private void Refresh(ViewFacts view)
    {
        var ticket = _user.Begin(CallKind.Refresh);
        _user.End(ticket, view with { Sent = _sequence.Next() }, wasCached: false);
    }

    private void Write(out ViewFacts written)
    {
        var ticket = _user.Begin(CallKind.Write);
        written = Response(CallKind.Write);
        _user.End(ticket, written, wasCached: false);
    }

    private void FailWrite()
    {
        var ticket = _user.Begin(CallKind.Write);
        _user.End(ticket, hasSucceeded: false, unknownSince: _sequence.Next());
    }

    private void Invalidate() => _user.End(_user.Begin(CallKind.Invalidate), hasSucceeded: true);

    private IEnumerable<StressRule> Broken() => Enum.GetValues<StressRule>().Where(rule => _violations.Of(rule) > 0);
}
