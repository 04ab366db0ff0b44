using Flagsmith.Polling.Evaluation.Model;

namespace Flagsmith.Polling.Evaluation.Plans;

/// <summary>Represents a rule: a quantifier over conditions, and the same quantifier over the rules within. Immutable and thread-safe.</summary>
internal sealed class RulePlan(RuleType type, ConditionPlan[] conditions, RulePlan[] rules)
{
    public RuleType Type => type;

    public ConditionPlan[] Conditions => conditions;

    public RulePlan[] Rules => rules;

    /// <summary>Determines whether the quantifier holds for the conditions, and for the rules within. It holds for none of either.</summary>
    public bool Matches(in UserEvaluation user) =>
        (conditions.Length == 0 || (type == RuleType.All ? AllMatch(user) : type != RuleType.Unknown && AnyMatches(user) == (type == RuleType.Any)))
        && (rules.Length == 0 || (type == RuleType.All ? AllRulesMatch(user) : type != RuleType.Unknown && AnyRuleMatches(user) == (type == RuleType.Any)));

    /// <summary>Shows no text of the server.</summary>
    public override string ToString() => $"{type} of {conditions.Length} conditions and {rules.Length} rules";

    // Loops, as a delegate for each condition would cost more than most conditions do.
    private bool AllMatch(in UserEvaluation user)
    {
        foreach (var condition in conditions)
        {
            if (!condition.Matches(user))
            {
                return false;
            }
        }

        return true;
    }

    private bool AnyMatches(in UserEvaluation user)
    {
        foreach (var condition in conditions)
        {
            if (condition.Matches(user))
            {
                return true;
            }
        }

        return false;
    }

    private bool AllRulesMatch(in UserEvaluation user)
    {
        foreach (var rule in rules)
        {
            if (!rule.Matches(user))
            {
                return false;
            }
        }

        return true;
    }

    private bool AnyRuleMatches(in UserEvaluation user)
    {
        foreach (var rule in rules)
        {
            if (rule.Matches(user))
            {
                return true;
            }
        }

        return false;
    }
}
