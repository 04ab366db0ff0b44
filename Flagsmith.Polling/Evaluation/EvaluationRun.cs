using System.Collections.Immutable;
using Flagsmith.Polling.Evaluation.Explanations;
using Flagsmith.Polling.Evaluation.Properties;

namespace Flagsmith.Polling.Evaluation;

/// <summary>One evaluation: the verdicts on segments and the flags of one user. Used once, by one thread.</summary>
internal sealed class EvaluationRun
{
    private readonly EvaluationPlan _plan;
    private readonly User? _user;
    private readonly SegmentsWithoutUser _withoutUser;
    private readonly RuleTrace? _trace;
    private readonly SegmentMatcher _matcher;
    private readonly SegmentVerdict[] _verdicts;
    private readonly ImmutableArray<RuleExplanation>[] _rules;
    private readonly FlagResult?[] _flags;

    public EvaluationRun(EvaluationPlan plan, EvaluatedIdentity? identity, SegmentsWithoutUser withoutUser, RuleTrace? trace)
    {
        _plan = plan;
        _user = identity is null ? null : new User(identity, plan.Context);
        _withoutUser = withoutUser;
        _trace = trace;
        _verdicts = new SegmentVerdict[plan.Segments.Length];
        _rules = new ImmutableArray<RuleExplanation>[trace is null ? 0 : plan.Segments.Length];
        _flags = new FlagResult?[plan.Overrides.Length];
        var properties = new PropertyReader(plan, _user, _flags);
        _matcher = new SegmentMatcher(new ConditionMatcher(properties, plan.Patterns, _user?.Key), trace);
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

    /// <summary>Tells how a flag came about, after the run.</summary>
    public FlagTrace Explain(int flag)
    {
        var candidates = CandidatesOf(flag).ToList();
        var chosen = Choose(candidates);
        return new FlagTrace(
            _flags[flag]!,
            [.. candidates.Select(candidate => Explain(candidate, isChosen: ReferenceEquals(candidate, chosen)))],
            SplitExplanation.Of(chosen.State, Split.Of(chosen.State, _user?.Key)));
    }

    private CandidateExplanation Explain(Candidate candidate, bool isChosen) => new(
        candidate.SegmentName,
        candidate.Priority,
        candidate.Applies,
        isChosen,
        candidate.Segment is { } segment ? new SegmentExplanation(_verdicts[segment], _rules[segment]) : null);

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

    private SegmentVerdict JudgeRules(int index)
    {
        var matches = _matcher.Matches(Context.Segments[index]);
        if (_trace is not null)
        {
            _rules[index] = _trace.Take();
        }

        return matches ? SegmentVerdict.Matched : SegmentVerdict.NotMatched;
    }

    private FlagResult Decide(int flag)
    {
        var chosen = Choose(CandidatesOf(flag));
        var split = Split.Of(chosen.State, _user?.Key);
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

    private string ReasonOf(int flag, Candidate chosen, Split? split)
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
