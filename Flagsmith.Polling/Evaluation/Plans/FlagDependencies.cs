using System.Collections.Immutable;
using Flagsmith.Polling.Evaluation.Model;

namespace Flagsmith.Polling.Evaluation.Plans;

/// <summary>Represents which flags of an environment read which: what stands in a cycle, and how long chains are.</summary>
/// <remarks>A flag reads the segments that override it; a segment reads the flags that its conditions name. docs/decisions/0030 says why a cycle counts as a whole.</remarks>
internal sealed class FlagDependencies
{
    private static readonly FlagDependencies None = new([], 0, []);

    private readonly bool[] _areCyclic; // segments first, then flags
    private readonly int _segmentCount;
    private readonly int[] _ranks;

    private FlagDependencies(bool[] areCyclic, int segmentCount, int[] ranks)
    {
        _areCyclic = areCyclic;
        _segmentCount = segmentCount;
        _ranks = ranks;
    }

    private bool[] SegmentsThatReadCycles { get; init; } = [];

    /// <summary>Finds the dependencies. A document without any pays nothing.</summary>
    /// <param name="segments">The segments, with the flags that they read.</param>
    /// <param name="overrides">The overrides of each flag.</param>
    public static FlagDependencies Of(SegmentDraft[] segments, List<(int Segment, FeatureContext State)>[] overrides)
    {
        if (Array.TrueForAll(segments, static segment => segment.Flags is null))
        {
            return None;
        }

        var graph = new List<ImmutableArray<int>>(segments.Length + overrides.Length);
        graph.AddRange(segments.Select(segment => (segment.Flags ?? []).Select(flag => segments.Length + flag).ToImmutableArray()));
        graph.AddRange(overrides.Select(static list => list.Select(static entry => entry.Segment).ToImmutableArray()));
        var components = StrongComponents.Of(graph);
        var areCyclic = new bool[graph.Count];
        foreach (var node in components.Where(static component => component.Length > 1).SelectMany(static component => component))
        {
            areCyclic[node] = true;
        }

        return new FlagDependencies(areCyclic, segments.Length, RanksOf(graph, components, areCyclic))
        {
            SegmentsThatReadCycles = [.. graph.Take(segments.Length).Select(flags => flags.Any(flag => areCyclic[flag]))],
        };
    }

    /// <summary>Determines whether a flag depends on itself, directly or through others.</summary>
    public bool IsCyclic(int flag) => _areCyclic.Length > 0 && _areCyclic[_segmentCount + flag];

    /// <summary>Determines whether a segment reads a flag that does. Such a segment never matches.</summary>
    public bool ReadsCycle(int segment) => _areCyclic.Length > 0 && SegmentsThatReadCycles[segment];

    /// <summary>Returns the length of the longest chain of flags that a flag reads; 0 for one that reads none.</summary>
    public int RankOf(int flag) => _areCyclic.Length == 0 ? 0 : _ranks[_segmentCount + flag] / 2;

    /// <summary>Shows no text of the server.</summary>
    public override string ToString() => $"{_areCyclic.Count(static isCyclic => isCyclic)} of {_areCyclic.Length} in cycles";

    /// <summary>Ranks the nodes: one more than the highest that it reads, so that each flag of a chain counts two. Cycles are never followed.</summary>
    private static int[] RanksOf(List<ImmutableArray<int>> graph, IReadOnlyList<ImmutableArray<int>> components, bool[] areCyclic)
    {
        var ranks = new int[graph.Count];
        foreach (var node in components.Where(static component => component.Length == 1).Select(static component => component[0]))
        {
            foreach (var successor in graph[node].Where(successor => !areCyclic[successor]))
            {
                ranks[node] = Math.Max(ranks[node], ranks[successor] + 1);
            }
        }

        return ranks;
    }
}
