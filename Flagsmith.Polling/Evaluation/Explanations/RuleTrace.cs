using System.Collections.Immutable;

namespace Flagsmith.Polling.Evaluation.Explanations;

/// <summary>Notes the rules and conditions of a segment while they are judged.</summary>
internal sealed class RuleTrace
{
    private readonly Stack<Level> _open = new([new Level(null)]);

    /// <summary>Notes that a rule is being judged.</summary>
    public void Enter(SegmentRule rule) => _open.Push(new Level(rule));

    /// <summary>Notes a condition of that rule.</summary>
    public void Add(SegmentCondition condition, bool matches) => _open.Peek().Conditions.Add(new ConditionExplanation(condition, matches));

    /// <summary>Notes what came out for the rule.</summary>
    public void Leave(bool matches)
    {
        var level = _open.Pop();
        _open.Peek().Rules.Add(new RuleExplanation(level.Rule!.Type, matches, [.. level.Conditions], [.. level.Rules]));
    }

    /// <summary>Returns the top rules since the last call.</summary>
    public ImmutableArray<RuleExplanation> Take()
    {
        var rules = _open.Peek().Rules.ToImmutableArray();
        _open.Peek().Rules.Clear();
        return rules;
    }

    private sealed record Level(SegmentRule? Rule)
    {
        public List<ConditionExplanation> Conditions { get; } = [];

        public List<RuleExplanation> Rules { get; } = [];
    }
}
