using System.Collections.Immutable;
using Flagsmith.Polling.Evaluation;
using Flagsmith.Polling.Evaluation.Model;
using Flagsmith.Polling.Evaluation.Plans;
using static Flagsmith.Polling.Tests.Evaluation.Engine;

namespace Flagsmith.Polling.Tests.Evaluation;

/// <summary>Flags that depend on themselves: they keep what does not depend on the cycle, say so, and cannot be read.</summary>
public sealed class FlagCycleTests
{
    private const string Error = "ERROR; code=CIRCULAR_DEPENDENCY";

    private static EvaluationResult Evaluate(EvaluationContext context, EvaluatedIdentity? identity = null) => new FlagEvaluator(context).Evaluate(identity);

    [TestCase("EQUAL", "true")]
    [TestCase("NOT_EQUAL", "true")]
    [TestCase("IS_SET", null)]
    [TestCase("IS_NOT_SET", null)]
    public void Flag_ThatReadsItself_KeepsItsDefaultWithTheError(string @operator, string? value)
    {
        var result = Evaluate(Environment([Feature("a", enabled: false, "default")], Segment("s", All(Condition("$.flags.a.enabled", @operator, value)), Override("a", "x"))));

        result.Flags[0].Should().BeEquivalentTo(new { Enabled = false, Value = (FlagValue)"default", Variant = (string?)null, Reason = Error });
        result.Segments.Should().BeEmpty();
    }

    [TestCase("NONE")]
    [TestCase("ANY")]
    [TestCase("ALL")]
    public void Flags_OfALongerCycle_AllHaveTheErrorWhateverTheQuantifier(string type)
    {
        var result = Evaluate(Environment(
            [Feature("a"), Feature("b", enabled: true), Feature("c")],
            Segment("a", Rule(RuleTypes.Parse(type), [IsOn("b")]), Override("a", 1)),
            Segment("b", Rule(RuleTypes.Parse(type), [], Rule(RuleTypes.Parse(type), [IsOn("c")])), Override("b", 1)),
            Segment("c", Rule(RuleTypes.Parse(type), [IsOn("a")]), Override("c", 1))));

        result.Flags.Should().OnlyContain(flag => flag.Reason == Error && flag.Value.IsNull);
        result.Segments.Should().BeEmpty();
    }

    [TestCase(true)]
    [TestCase(false)]
    public void Cycle_ThatARuleMayPassBy_CountsInAnyOrder(bool isFlagFirst)
    {
        SegmentCondition[] conditions = isFlagFirst ? [IsOn("a"), Yes] : [Yes, IsOn("a")];

        var result = Evaluate(Environment([Feature("a")], Segment("s", Any(conditions), Override("a", 1))));

        result.Flags[0].Reason.Should().Be(Error);
        result.Segments.Should().BeEmpty();
    }

    [Test]
    public void Flag_OfACycleWithAnotherOverride_TakesItWithTheError()
    {
        var context = Environment([Feature("a")], Segment("cycle", All(IsOn("a")), Override("a", "never", Priority.Strongest)), Segment("other", All(Yes), Override("a", "other")));

        Evaluate(context).Flags[0].Should().BeEquivalentTo(new { Enabled = true, Value = (FlagValue)"other", Reason = Error, SegmentName = "other" });
        Evaluate(context).Segments.Names().Should().Equal("other");
        Evaluate(context with { IdentityOverrides = new Dictionary<string, ImmutableArray<FeatureContext>> { [Someone] = [Override("a", "own")] } }, Identity()).Flags[0]
            .Should().BeEquivalentTo(new { Enabled = true, Value = (FlagValue)"own", Reason = Error });
    }

    [Test]
    public void Flag_OfACycleWithVariants_IsSplitWithTheError()
    {
        var context = Environment([Feature("a", variants: Variant("v", 100, key: "V"))], Segment("cycle", All(IsOn("a")), Override("a", 1)));

        Evaluate(context, Identity()).Flags[0].Should().BeEquivalentTo(new { Value = (FlagValue)"v", Variant = "V", Reason = Error });
    }

    [Test]
    public void Flag_ThatMerelyReadsACycle_KeepsItsDefaultWithoutTheError()
    {
        var result = Evaluate(Environment(
            [Feature("reader"), Feature("far"), Feature("a", enabled: true)],
            Segment("reads", All(IsOn("a")), Override("reader", 1)),
            Segment("without-override", None(Condition("$.flags.a.value", "EQUAL", "x"))),
            Segment("reads-reader", All(Condition("$.flags.reader.enabled", "EQUAL", "false")), Override("far", "far")),
            Segment("cycle", All(IsOn("a")), Override("a", 1))));

        result.Find("reader")!.Reason.Should().Be("DEFAULT");
        result.Find("far")!.Value.Should().Be((FlagValue)"far", "the reader itself can be read");
        result.Segments.Names().Should().Equal("reads-reader");
    }

    [Test]
    public void Cycles_WithoutSegmentsThatCount_AreNone() =>
        new FlagEvaluator(Environment([Feature("a")], Segment("s", All(IsOn("a")), Override("a", 1))))
            .Evaluate(null, SegmentsWithoutUser.None).Flags[0].Reason.Should().Be("DEFAULT");

    [Test]
    public void Override_OfAnUnknownFlagThatReadsItself_IsNoCycle() =>
        Evaluate(Environment([Feature("b")], Segment("s", All(Condition("$.flags.a.enabled", "IS_NOT_SET", null)), Override("a", 1))))
            .Segments.Names().Should().Equal("s");

    [Test]
    public void Flags_ThatAllReadEachOther_AreEvaluatedOnceEach()
    {
        var names = Enumerable.Range(0, 300).Select(index => $"f{index}").ToArray();
        var context = Environment([.. names.Select(name => Feature(name))], [.. names.Select(name => Segment(name, Any([.. names.Select(IsOn)]), Override(name, 1)))]);

        var result = Evaluate(context);

        result.Flags.Should().OnlyContain(flag => flag.Reason == Error);
    }

    [TestCase(true)]
    [TestCase(false)]
    public void Chain_OfTenThousandFlags_ReachesItsEnd(bool isBackwards)
    {
        const int length = 10_000;
        var features = Enumerable.Range(0, length).Select(index => Feature($"f{index}", enabled: index == 0));
        var segments = Enumerable.Range(1, length - 1).Select(index => Segment($"s{index}", All(IsOn($"f{index - 1}")), Override($"f{index}", index)));
        var context = isBackwards ? Environment([.. features.Reverse()], [.. segments.Reverse()]) : Environment([.. features], [.. segments]);

        var result = Evaluate(context);

        result.Segments.Should().HaveCount(length - 1);
        result.Find($"f{length - 1}")!.Value.Should().Be((FlagValue)(length - 1));
    }

    [Test]
    public void Ring_OfTenThousandFlags_HasTheErrorAllAround()
    {
        const int length = 10_000;
        var context = Environment(
            [.. Enumerable.Range(0, length).Select(index => Feature($"f{index}"))],
            [.. Enumerable.Range(0, length).Select(index => Segment($"s{index}", All(IsOn($"f{(index + 1) % length}")), Override($"f{index}", index)))]);

        Evaluate(context).Flags.Should().OnlyContain(flag => flag.Reason == Error);
    }

    [Test]
    public void Segment_OfManyOverridesAndManyPrerequisites_CostsTheirSumAndNotTheirProduct()
    {
        const int count = 20_000;
        var dependents = Enumerable.Range(0, count).Select(index => $"d{index}").ToArray();
        var gates = Enumerable.Range(0, count).Select(index => $"g{index}").ToArray();
        var context = Environment(
            [.. dependents.Select(name => Feature(name)), .. gates.Select(name => Feature(name, enabled: true))],
            Segment("s", All([.. gates.Select(IsOn)]), [.. dependents.Select(name => Override(name, name))]));

        Evaluate(context).Flags.Should().OnlyContain(flag => flag.Enabled);
    }

    [Test]
    public void Components_OfRandomGraphs_AreThoseOfReachability()
    {
        var random = new Random(1);
        for (var round = 0; round < 500; round++)
        {
            var count = random.Next(1, 9);
            List<ImmutableArray<int>> graph = [.. Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, random.Next(4)).Select(_ => random.Next(count)).ToImmutableArray())];

            var components = StrongComponents.Of(graph);

            components.SelectMany(component => component).Should().BeEquivalentTo(Enumerable.Range(0, count));
            foreach (var (a, b) in Enumerable.Range(0, count).SelectMany(a => Enumerable.Range(0, count).Select(b => (a, b))))
            {
                var (ofA, ofB) = (IndexOf(components, a), IndexOf(components, b));
                (ofA == ofB).Should().Be(Reaches(graph, a, b) && Reaches(graph, b, a));
                (Reaches(graph, a, b) && ofA < ofB).Should().BeFalse("what a node leads to comes first");
            }
        }
    }

    private static int IndexOf(IReadOnlyList<ImmutableArray<int>> components, int node) =>
        Enumerable.Range(0, components.Count).Single(index => components[index].Contains(node));

    private static bool Reaches(List<ImmutableArray<int>> graph, int from, int to)
    {
        HashSet<int> seen = [from];
        var open = new Stack<int>(seen);
        while (open.TryPop(out var node))
        {
            foreach (var next in graph[node].Where(seen.Add))
            {
                open.Push(next);
            }
        }

        return seen.Contains(to);
    }
}
