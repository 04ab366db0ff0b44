using Flagsmith.Polling.Identities;
using Flagsmith.Polling.Snapshots;

namespace Flagsmith.Polling.Tests.Identities;

/// <summary>Responses that show what the environment showed shortly before are taken for late.</summary>
public sealed class RecentChangesTests
{
    private static readonly TimeSpan ChangedAt = TimeSpan.FromSeconds(100);
    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);

    private static readonly FlagState A = State("a", 1);
    private static readonly FlagState B = State("b", 1);

    private static readonly FlagBase Before = Environment(A, B);

    [TestCase(0, true)]
    [TestCase(15, true)]
    [TestCase(15, false, 0)]
    public void StateAsBeforeTheChange_IsLate_ForFifteenSeconds(int seconds, bool isLate, int ticksBefore = 1)
    {
        var after = Environment(State("a", 2), B);
        var changes = RecentChanges.None.With(Before, after, ChangedAt);
        FlagState?[] known = [State("a", 1), B];

        changes.TakeOutLate(known, [], after, ChangedAt + TimeSpan.FromSeconds(seconds) - (ticksBefore * Tick)).Should().Be(isLate);

        known[0]!.Value.Should().Be((FlagValue)(isLate ? 2 : 1));
        known[1].Should().BeSameAs(B);
    }

    [TestCase(1, 1, true)]
    [TestCase(1, 2, false, TestName = "Another id is an override")]
    [TestCase(null, 1, true)]
    [TestCase(1, null, true)]
    [TestCase(null, null, true)]
    public void StateAsBefore_IsLate_UnlessItsIdIsAnother(int? shown, int? before, bool isLate)
    {
        var from = Environment(State("a", 1, before), B);
        var after = Environment(State("a", 2, before), B);
        FlagState?[] known = [State("a", 1, shown), B];

        RecentChanges.None.With(from, after, ChangedAt).TakeOutLate(known, [], after, ChangedAt).Should().Be(isLate);

        known[0]!.Value.Should().Be((FlagValue)(isLate ? 2 : 1));
    }

    [Test]
    public void StateOfItsOwn_IsNotLate()
    {
        var after = Environment(State("a", 2), B);
        FlagState?[] known = [State("a", 7), State("b", 8)];

        RecentChanges.None.With(Before, after, ChangedAt).TakeOutLate(known, [], after, ChangedAt).Should().BeFalse();

        known.Select(static state => state!.Value).Should().Equal(7, 8);
    }

    [Test]
    public void FlagThatTheResponseLacks_IsLate_WhereItIsNew()
    {
        var added = State("c", 3);
        var after = Environment(A, B, added);
        FlagState?[] known = [A, null, null];

        RecentChanges.None.With(Before, after, ChangedAt).TakeOutLate(known, [], after, ChangedAt).Should().BeTrue();

        known.Should().Equal(A, null, after[2]);
    }

    [Test]
    public void FlagThatTheResponseLacks_IsNotLate_WhereItHasChanged()
    {
        var after = Environment(State("a", 2), B);
        FlagState?[] known = [null, B];

        RecentChanges.None.With(Before, after, ChangedAt).TakeOutLate(known, [], after, ChangedAt).Should().BeFalse();

        known[0].Should().BeNull();
    }

    [TestCase(1, true)]
    [TestCase(2, false)]
    public void FlagThatWasRemoved_IsTakenOut_WhereItIsAsBefore(int value, bool isLate)
    {
        var after = Environment(A);
        List<FlagState> unknown = [State("b", value), State("own", 1)];

        RecentChanges.None.With(Before, after, ChangedAt).TakeOutLate([A], unknown, after, ChangedAt).Should().Be(isLate);

        unknown.Select(static state => state.Feature.Name).Should().Equal(isLate ? ["own"] : ["b", "own"]);
    }

    [Test]
    public void EachChange_HasATimeOfItsOwn()
    {
        var second = Environment(State("a", 2), B);
        var third = new FlagBase(second.Catalog, [second[0], State("b", 2)]) { IsEnvironment = true };
        var changes = RecentChanges.None.With(Before, second, ChangedAt).With(second, third, ChangedAt + TimeSpan.FromSeconds(10));

        foreach (var (after, expected) in new[] { (14, (2, 2)), (15, (1, 2)), (24, (1, 2)), (25, (1, 1)) })
        {
            FlagState?[] known = [State("a", 1), State("b", 1)];
            changes.TakeOutLate(known, [], third, ChangedAt + TimeSpan.FromSeconds(after));

            known.Select(static state => state!.Value).Should().Equal(new FlagValue[] { expected.Item1, expected.Item2 }, "after {0} s", after);
        }
    }

    [TestCase(false, true)]
    [TestCase(true, false)]
    public void WhatIsNoEnvironment_HasNoChanges(bool isEnvironmentBefore, bool isEnvironmentAfter)
    {
        var from = new FlagBase(Before.Catalog, [A, B]) { IsEnvironment = isEnvironmentBefore };
        var after = new FlagBase(Before.Catalog, [State("a", 2), B]) { IsEnvironment = isEnvironmentAfter };
        FlagState?[] known = [State("a", 1), B];

        RecentChanges.None.With(from, after, ChangedAt).TakeOutLate(known, [], after, ChangedAt).Should().BeFalse();

        known[0]!.Value.Should().Be((FlagValue)1);
    }

    private static FlagState State(string name, int value, int? id = 5) =>
        new() { Id = id, Enabled = true, Value = value, Feature = new FeatureInfo { Name = name } };

    private static FlagBase Environment(params FlagState[] flags) => FlagSnapshotAssembly.Assemble(flags, 1, FlagSource.Api, fetchedAt: null).Base;
}
