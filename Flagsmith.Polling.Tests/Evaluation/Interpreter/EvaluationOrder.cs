using System.Collections.Immutable;
using Flagsmith.Polling.Evaluation.Plans;

namespace Flagsmith.Polling.Tests.Evaluation.Interpreter;

/// <summary>Represents an order in which everything that a step reads comes before it, and what stands in a cycle and has no such order.</summary>
/// <remarks>A flag reads the segments that override it; a segment reads the flags that its conditions name.</remarks>
internal sealed class EvaluationOrder
{
    private EvaluationOrder(ImmutableArray<EvaluationStep> steps, ImmutableArray<bool> areCyclicFlags, ImmutableArray<bool> areCyclicSegments)
    {
        Steps = steps;
        AreCyclicFlags = areCyclicFlags;
        AreCyclicSegments = areCyclicSegments;
    }

    /// <summary>Gets the steps: each segment and each flag once.</summary>
    public ImmutableArray<EvaluationStep> Steps { get; }

    /// <summary>Gets for each flag whether it depends on itself, directly or through others.</summary>
    public ImmutableArray<bool> AreCyclicFlags { get; }

    /// <summary>Gets for each segment whether one of its conditions reads a flag in a cycle. Such a segment never matches.</summary>
    public ImmutableArray<bool> AreCyclicSegments { get; }

    /// <summary>Finds the order of a plan whose facts and overrides are known. Its cost is linear in the document.</summary>
    public static EvaluationOrder Of(EvaluationPlan plan)
    {
        var segmentCount = plan.Segments.Length;
        var flagCount = plan.Overrides.Length;
        if (plan.Segments.All(static segment => segment.Flags.IsEmpty))
        {
            return new EvaluationOrder(
                [.. StepsOf(segmentCount, isFlag: false), .. StepsOf(flagCount, isFlag: true)],
                [.. Enumerable.Repeat(false, flagCount)],
                [.. Enumerable.Repeat(false, segmentCount)]);
        }

        // Segments are the first nodes of the graph, flags the following ones.
        var graph = new List<ImmutableArray<int>>(segmentCount + flagCount);
        graph.AddRange(plan.Segments.Select(segment => FlagNodes(segment, plan)));
        graph.AddRange(plan.Overrides.Select(static list => list.Select(static entry => entry.Segment).ToImmutableArray()));
        var components = StrongComponents.Of(graph);
        var areCyclic = new bool[graph.Count];
        foreach (var node in components.Where(static component => component.Length > 1).SelectMany(static component => component))
        {
            areCyclic[node] = true;
        }

        return new EvaluationOrder(
            [.. components.SelectMany(static component => component).Select(node => new EvaluationStep(node >= segmentCount, node < segmentCount ? node : node - segmentCount))],
            [.. areCyclic.Skip(segmentCount)],
            [.. graph.Take(segmentCount).Select(flags => flags.Any(flag => areCyclic[flag]))]);
    }

    private static IEnumerable<EvaluationStep> StepsOf(int count, bool isFlag) => Enumerable.Range(0, count).Select(index => new EvaluationStep(isFlag, index));

    private static ImmutableArray<int> FlagNodes(SegmentFacts segment, EvaluationPlan plan) =>
        [.. segment.Flags.Select(plan.FindFeature).OfType<int>().Select(flag => plan.Segments.Length + flag)];
}
