using Flagsmith.Polling.Evaluation.Explanations;
using Flagsmith.Polling.Evaluation.Model;
using Flagsmith.Polling.Evaluation.Plans;
using Flagsmith.Polling.Evaluation.Splitting;

namespace Flagsmith.Polling.Evaluation;

/// <summary>Traces how a flag comes about, from the plan that evaluates it.</summary>
/// <param name="plan">The environment.</param>
/// <param name="user">The evaluation.</param>
/// <param name="withoutUser">Which segments can match without a user; null for a user.</param>
internal sealed class FlagTracer(EnvironmentPlan plan, UserEvaluation user, SegmentsWithoutUser? withoutUser)
{
    private readonly UserEvaluation _user = user;

    /// <summary>Traces a flag.</summary>
    /// <param name="flag">The index of the feature.</param>
    /// <param name="result">The flag as evaluated.</param>
    public FlagTrace Trace(int flag, FlagResult result)
    {
        var (choice, _) = _user.Choose(flag);
        return new FlagTrace(result, [.. CandidatesOf(flag, choice)], SplitOf(choice));
    }

    /// <summary>Returns the user's own state, the segments' overrides in document order, and the default at last.</summary>
    private IEnumerable<CandidateExplanation> CandidatesOf(int flag, FlagChoice chosen)
    {
        if (chosen.SegmentName == FlagChoice.IdentityOverrides && IsOwn(flag, chosen))
        {
            yield return new CandidateExplanation(chosen.SegmentName, Priority.Strongest, Applies: true, IsChosen: true, Segment: null);
        }

        var name = plan.Context.Features[flag].Name;
        for (var i = 0; i < plan.Segments.Length; i++)
        {
            var segment = plan.Segments[i].Segment;
            foreach (var state in segment.Overrides.Where(state => state.Name == name))
            {
                var explanation = Explain(i);
                yield return new CandidateExplanation(segment.Name, state.Priority, explanation.Verdict == SegmentVerdict.Matched, ReferenceEquals(state, chosen.State), explanation);
            }
        }

        yield return new CandidateExplanation(SegmentName: null, Priority.Weakest, Applies: true, ReferenceEquals(chosen, plan.Flags[flag].Default), Segment: null);
    }

    private bool IsOwn(int flag, FlagChoice chosen) =>
        !ReferenceEquals(chosen, plan.Flags[flag].Default) && !Array.Exists(plan.Flags[flag].Candidates, candidate => ReferenceEquals(candidate.Choice, chosen));

    private SegmentExplanation Explain(int index)
    {
        var segment = plan.Segments[index];
        if (withoutUser is { } which && !plan.Counts(index, which))
        {
            return new SegmentExplanation(SegmentVerdict.NoUser, default);
        }

        if (segment.Exclusion is { } exclusion)
        {
            return new SegmentExplanation(exclusion, default);
        }

        var rules = new List<RuleExplanation>();
        var matches = segment.Rules.Length > 0 && Array.TrueForAll(segment.Rules, rule => Note(rules, rule));
        return new SegmentExplanation(matches ? SegmentVerdict.Matched : SegmentVerdict.NotMatched, [.. rules]);
    }

    /// <summary>Judges a rule, and notes what was judged of it: the conditions, and the rules within, up to the one that decided.</summary>
    private bool Note(List<RuleExplanation> notes, RulePlan rule)
    {
        var conditions = new List<ConditionExplanation>();
        var rules = new List<RuleExplanation>();
        var matches = Holds(rule.Type, rule.Conditions, condition => Note(conditions, condition)) && Holds(rule.Type, rule.Rules, inner => Note(rules, inner));
        notes.Add(new RuleExplanation(rule.Type, matches, [.. conditions], [.. rules]));
        return matches;
    }

    private bool Note(List<ConditionExplanation> notes, ConditionPlan condition)
    {
        var matches = condition.Matches(_user);
        notes.Add(new ConditionExplanation(condition.Condition, matches));
        return matches;
    }

    private static bool Holds<T>(RuleType type, T[] parts, Predicate<T> matches) => parts.Length == 0 || type switch
    {
        RuleType.All => Array.TrueForAll(parts, matches),
        RuleType.Any => Array.Exists(parts, matches),
        RuleType.None => !Array.Exists(parts, matches),
        _ => false,
    };

    private SplitExplanation? SplitOf(FlagChoice choice)
    {
        if (choice.Shares is not { } shares || !_user.IsUser)
        {
            return null;
        }

        var percentage = shares.PercentageOf(_user.KeyPrefix, _user.KeyRest);
        var chosen = shares.Find(percentage);
        return new SplitExplanation(
            percentage,
            [.. shares.Variants.Select((variant, index) => new VariantShare(variant.Key, variant.Weight, index == chosen))],
            chosen < 0 ? VariantShares.Control : shares.Variants[chosen].Key);
    }
}
