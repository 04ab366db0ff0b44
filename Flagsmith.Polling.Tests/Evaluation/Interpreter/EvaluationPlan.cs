using System.Collections.Immutable;
using Flagsmith.Polling.Evaluation.Model;

namespace Flagsmith.Polling.Tests.Evaluation.Interpreter;

/// <summary>Represents what can be said about a context before any user comes: who overrides what, and what depends on what.</summary>
internal sealed class EvaluationPlan
{
    private readonly Dictionary<string, int> _features;
    private readonly Dictionary<string, SegmentContext> _segments;

    public EvaluationPlan(EvaluationContext context)
    {
        Context = context;
        _features = IndexOf(context.Features, static feature => feature.Name, static (index, _) => index);
        _segments = IndexOf(context.Segments, static segment => segment.Key, static (_, segment) => segment);
        Segments = [.. context.Segments.Select(segment => SegmentFacts.Of(segment, Paths))];
        Overrides = OverridesOf(context);
        Order = EvaluationOrder.Of(this);
    }

    /// <summary>Gets the context.</summary>
    public EvaluationContext Context { get; }

    /// <summary>Gets the paths among the properties.</summary>
    public PropertyPaths Paths { get; } = new();

    /// <summary>Gets the regular expressions among the conditions' values.</summary>
    public PatternCache Patterns { get; } = new();

    /// <summary>Gets what each segment reads.</summary>
    public ImmutableArray<SegmentFacts> Segments { get; }

    /// <summary>Gets the overrides of each feature, in the order of their segments and within them.</summary>
    public ImmutableArray<ImmutableArray<SegmentOverride>> Overrides { get; }

    /// <summary>Gets the order in which segments and flags are evaluated.</summary>
    public EvaluationOrder Order { get; }

    /// <summary>Returns the index of the feature of that name; null where there is none.</summary>
    public int? FindFeature(string name) => _features.TryGetValue(name, out var index) ? index : null;

    /// <summary>Returns the segment of that key, the last one of several; null where there is none.</summary>
    public SegmentContext? FindSegment(string key) => _segments.GetValueOrDefault(key);

    private static Dictionary<string, TEntry> IndexOf<T, TEntry>(ImmutableArray<T> all, Func<T, string> nameOf, Func<int, T, TEntry> entryOf)
    {
        var entries = new Dictionary<string, TEntry>(all.Length, StringComparer.Ordinal);
        for (var i = 0; i < all.Length; i++)
        {
            entries[nameOf(all[i])] = entryOf(i, all[i]);
        }

        return entries;
    }

    /// <summary>Sorts the overrides by feature. One for a feature that the environment does not have is left out.</summary>
    private ImmutableArray<ImmutableArray<SegmentOverride>> OverridesOf(EvaluationContext context)
    {
        var overrides = context.Features.Select(static _ => new List<SegmentOverride>()).ToList();
        for (var segment = 0; segment < context.Segments.Length; segment++)
        {
            foreach (var state in context.Segments[segment].Overrides)
            {
                if (FindFeature(state.Name) is { } feature)
                {
                    overrides[feature].Add(new SegmentOverride(segment, state));
                }
            }
        }

        return [.. overrides.Select(static list => list.ToImmutableArray())];
    }
}
