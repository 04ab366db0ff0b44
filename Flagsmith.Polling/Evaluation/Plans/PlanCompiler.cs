using System.Collections.Immutable;
using Flagsmith.Polling.Evaluation.Model;
using Flagsmith.Polling.Evaluation.Patterns;

namespace Flagsmith.Polling.Evaluation.Plans;

/// <summary>Makes the plan of an environment. Used once, by one thread; its cost is linear in the document.</summary>
internal sealed class PlanCompiler
{
    private readonly EvaluationContext _context;
    private readonly IReadOnlyDictionary<string, FeatureInfo>? _features;
    private readonly SegmentCompiler _segments;
    private readonly Dictionary<string, int> _indexes;

    private PlanCompiler(EvaluationContext context, IReadOnlyDictionary<string, FeatureInfo>? features, IPatternObserver? observer)
    {
        _context = context;
        _features = features;
        _indexes = new Dictionary<string, int>(context.Features.Length, StringComparer.Ordinal);
        for (var i = 0; i < context.Features.Length; i++)
        {
            _indexes[context.Features[i].Name] = i;
        }

        _segments = new SegmentCompiler(context, _indexes, new SegmentPatterns(observer));
    }

    /// <summary>Makes a plan.</summary>
    /// <param name="context">The environment.</param>
    /// <param name="features">What flags tell of their features, by name; null where their names are all.</param>
    /// <param name="observer">Hears of patterns that took too long; null where nobody asks.</param>
    public static EnvironmentPlan Compile(EvaluationContext context, IReadOnlyDictionary<string, FeatureInfo>? features = null, IPatternObserver? observer = null) =>
        new PlanCompiler(context, features, observer).Compile();

    private EnvironmentPlan Compile()
    {
        var drafts = _context.Segments.Select(_segments.Draft).ToArray();
        var overrides = OverridesByFlag();
        var dependencies = FlagDependencies.Of(drafts, overrides);
        var segments = new SegmentPlan[drafts.Length];
        for (var i = 0; i < segments.Length; i++)
        {
            segments[i] = drafts[i].Finish(dependencies.ReadsCycle(i));
        }

        var flags = new FlagPlan[_context.Features.Length];
        for (var i = 0; i < flags.Length; i++)
        {
            flags[i] = FlagOf(i, overrides[i], segments, dependencies.IsCyclic(i));
            flags[i].Rank = dependencies.RankOf(i);
        }

        return new EnvironmentPlan(_context, flags, segments, _indexes, _segments.Slots);
    }

    /// <summary>Sorts the segments' overrides by flag. One for a feature that the environment does not have is left out.</summary>
    private List<(int Segment, FeatureContext State)>[] OverridesByFlag()
    {
        var overrides = new List<(int, FeatureContext)>[_context.Features.Length];
        for (var i = 0; i < overrides.Length; i++)
        {
            overrides[i] = [];
        }

        for (var segment = 0; segment < _context.Segments.Length; segment++)
        {
            foreach (var state in _context.Segments[segment].Overrides)
            {
                if (_indexes.TryGetValue(state.Name, out var flag))
                {
                    overrides[flag].Add((segment, state));
                }
            }
        }

        return overrides;
    }

    private FlagPlan FlagOf(int index, List<(int Segment, FeatureContext State)> overrides, SegmentPlan[] segments, bool isCyclic)
    {
        var feature = _context.Features[index];
        var info = _features?[feature.Name] ?? new FeatureInfo { Name = feature.Name };
        var byDefault = new FlagChoice(feature, info, segmentName: null, isCyclic, first: 0);
        var outcomes = byDefault.Count;
        var candidates = ImmutableArray.CreateBuilder<FlagCandidate>();
        foreach (var (segment, state) in StrongestFirst(overrides).Where(entry => segments[entry.Segment].CanMatch))
        {
            var choice = new FlagChoice(state, info, segments[segment].Segment.Name, isCyclic, outcomes);
            outcomes += choice.Count;
            candidates.Add(new FlagCandidate(segment, choice));
        }

        return new FlagPlan(index, [.. candidates], byDefault, outcomes);
    }

    /// <summary>Sorts by priority. Equal ones keep the document's order, so that the first that applies is the one that counts.</summary>
    private static IEnumerable<(int Segment, FeatureContext State)> StrongestFirst(List<(int Segment, FeatureContext State)> overrides) =>
        overrides.Count < 2 ? overrides : overrides.OrderBy(static entry => entry.State.Priority);
}
