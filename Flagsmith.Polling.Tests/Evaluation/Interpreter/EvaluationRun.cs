using System.Collections.Immutable;
using Flagsmith.Polling.Evaluation.Model;
using Flagsmith.Polling.Evaluation.Plans;

namespace Flagsmith.Polling.Tests.Evaluation.Interpreter;

/// <summary>One evaluation: the verdicts on segments and the flags of one user. Used once, by one thread.</summary>
internal sealed class EvaluationRun
{
    private readonly EvaluationPlan _plan;
    private readonly User? _user;
    private readonly SegmentsWithoutUser _withoutUser;
    private readonly SegmentMatcher _matcher;
    private readonly SegmentVerdict[] _verdicts;
    private readonly FlagResult?[] _flags;

    public EvaluationRun(EvaluationPlan plan, EvaluatedIdentity? identity, SegmentsWithoutUser withoutUser)
    {
        _plan = plan;
        _user = identity is null ? null : new User(identity, plan.Context);
        _withoutUser = withoutUser;
        _verdicts = new SegmentVerdict[plan.Segments.Length];
        _flags = new FlagResult?[plan.Overrides.Length];
        var properties = new PropertyReader(plan, _user, _flags);
        _matcher = new SegmentMatcher(new ConditionMatcher(properties, plan.Patterns, _user?.Key));
    }

    private EvaluationContext Context => _plan.Context;

    private bool SegmentsCount => _user is not null || _withoutUser != SegmentsWithoutUser.None;

    /// <summary>Judges all segments and decides all flags. Whatever a step reads is known by then.</summary>
    public EvaluationResult Run()
    {
        foreach (var step in _plan.Order.Steps)
        {
            if (step.IsFlag)
            {
                _flags[step.Index] = Decide(step.Index);
            }
            else
            {
                _verdicts[step.Index] = Judge(step.Index);
            }
        }

        return new EvaluationResult([.. _flags.OfType<FlagResult>()], [.. MatchingSegments()]);
    }

    private SegmentVerdict Judge(int index)
    {
        var facts = _plan.Segments[index];
        if (_user is null && (!SegmentsCount || (_withoutUser == SegmentsWithoutUser.ThatReadNoUser && facts.NeedsUser)))
        {
            return SegmentVerdict.NoUser;
        }

        if (_plan.Order.AreCyclicSegments[index])
        {
            return SegmentVerdict.ReadsCycle;
        }

        return facts.IsTooDeep ? SegmentVerdict.TooDeep : JudgeRules(index);
    }

    private SegmentVerdict JudgeRules(int index) => _matcher.Matches(Context.Segments[index]) ? SegmentVerdict.Matched : SegmentVerdict.NotMatched;

    private FlagResult Decide(int flag)
    {
        var chosen = Choose(CandidatesOf(flag));
        var split = VariantSplit.Of(chosen.State, _user?.Key);
        return new FlagResult
        {
            Name = Context.Features[flag].Name,
            Enabled = chosen.State.Enabled,
            Value = split?.Variant?.Value ?? chosen.State.Value,
            Variant = split?.Key,
            Reason = ReasonOf(flag, chosen, split),
            Metadata = EvaluationMetadata.NonEmpty(chosen.State.Metadata),
            SegmentName = chosen.SegmentName,
        };
    }

    private string ReasonOf(int flag, Candidate chosen, VariantSplit? split)
    {
        if (SegmentsCount && _plan.Order.AreCyclicFlags[flag])
        {
            return FlagReasons.CircularDependency;
        }

        return split?.Variant is { } variant ? FlagReasons.Split(variant)
            : chosen.SegmentName is { } segment ? FlagReasons.TargetingMatch(segment)
            : FlagReasons.Default;
    }

    /// <summary>Chooses the strongest candidate, the first one of several.</summary>
    private static Candidate Choose(IEnumerable<Candidate> candidates) =>
        candidates.Where(static candidate => candidate.Applies).MinBy(static candidate => candidate.Priority)!;

    /// <summary>Returns the user's own state, the segments' overrides in document order, and the default at last.</summary>
    private IEnumerable<Candidate> CandidatesOf(int flag)
    {
        var feature = Context.Features[flag];
        if (_user is not null && _user.Overrides.TryGetValue(feature.Name, out var own))
        {
            yield return new Candidate(own, Priority.Strongest, Applies: true, Candidate.IdentityOverrides, Segment: null);
        }

        foreach (var (segment, state) in _plan.Overrides[flag])
        {
            yield return new Candidate(state, state.Priority, _verdicts[segment] == SegmentVerdict.Matched, Context.Segments[segment].Name, segment);
        }

        yield return new Candidate(feature, Priority.Weakest, Applies: true, SegmentName: null, Segment: null);
    }

    private IEnumerable<SegmentResult> MatchingSegments() =>
        Context.Segments
            .Where((_, index) => _verdicts[index] == SegmentVerdict.Matched)
            .Select(static segment => new SegmentResult(segment.Name, EvaluationMetadata.NonEmpty(segment.Metadata)));
}
