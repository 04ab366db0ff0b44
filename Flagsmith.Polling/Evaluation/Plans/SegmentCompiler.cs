using System.Collections.Immutable;
using Flagsmith.Polling.Evaluation.Model;
using Flagsmith.Polling.Evaluation.Operators;
using Flagsmith.Polling.Evaluation.Patterns;

namespace Flagsmith.Polling.Evaluation.Plans;

/// <summary>Prepares the rules of segments. Used by one thread.</summary>
internal sealed class SegmentCompiler(EvaluationContext context, Dictionary<string, int> flags, SegmentPatterns patterns)
{
    /// <summary>The reader of documents stops at 64 levels of JSON, which are fewer of rules.</summary>
    private const int MaxDepth = 64;

    private readonly PropertyCompiler _properties = new(context, flags);
    private readonly ValueTests _tests = new(patterns);
    private bool _needsUser;
    private bool _isTooDeep;
    private List<int>? _flagsRead;

    /// <summary>Gets the number of each trait that a condition reads.</summary>
    public Dictionary<string, int> Slots => _properties.Slots;

    /// <summary>Prepares one segment.</summary>
    public SegmentDraft Draft(SegmentContext segment)
    {
        (_needsUser, _isTooDeep, _flagsRead) = (false, false, null);
        var rules = Compile(segment.Rules, segment.Key, depth: 1);
        return new SegmentDraft(segment, rules, _needsUser, _flagsRead, _isTooDeep);
    }

    private RulePlan[] Compile(ImmutableArray<SegmentRule> rules, string segmentKey, int depth)
    {
        if (rules.IsEmpty)
        {
            return [];
        }

        if (depth > MaxDepth)
        {
            _isTooDeep = true;
            return [];
        }

        var compiled = new RulePlan[rules.Length];
        for (var i = 0; i < compiled.Length; i++)
        {
            var conditions = Compile(rules[i].Conditions, segmentKey);
            compiled[i] = new RulePlan(rules[i].Type, conditions, Compile(rules[i].Rules, segmentKey, depth + 1));
        }

        return compiled;
    }

    private ConditionPlan[] Compile(ImmutableArray<SegmentCondition> conditions, string segmentKey)
    {
        var compiled = new ConditionPlan[conditions.Length];
        for (var i = 0; i < compiled.Length; i++)
        {
            compiled[i] = Compile(conditions[i], segmentKey);
        }

        return compiled;
    }

    private ConditionPlan Compile(SegmentCondition condition, string segmentKey)
    {
        var property = _properties.Compile(condition.Property);
        _needsUser |= property.NeedsUser;
        if (property.Flag is { } flag)
        {
            (_flagsRead ??= []).Add(flag);
        }

        return condition.Operator == ConditionOperator.PercentageSplit && string.IsNullOrEmpty(condition.Property)
            ? new IdentityShareCondition(condition, SplitShare.TryParse(segmentKey, condition.Value.Text))
            : new PropertyCondition(condition, property.Source, _tests.Make(condition, segmentKey));
    }
}
