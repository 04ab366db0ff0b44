using System.Collections.Immutable;
using System.Globalization;
using Flagsmith.Polling.Evaluation;
using Flagsmith.Polling.Evaluation.Explanations;

namespace Flagsmith.Polling.Local;

/// <summary>Puts an explanation into words, a line for each step.</summary>
internal static class ExplanationText
{
    private const int LongestValue = 200;

    public static IReadOnlyList<ExplanationLine> Of(FlagTrace explanation)
    {
        var lines = new List<ExplanationLine>();
        foreach (var candidate in explanation.Candidates)
        {
            lines.Add(new ExplanationLine(0, Describe(candidate), candidate.IsChosen));
            AddSegment(lines, candidate.Segment);
        }

        if (explanation.Split is { } split)
        {
            AddSplit(lines, split);
        }

        return lines;
    }

    private static string Describe(CandidateExplanation candidate) => candidate switch
    {
        { SegmentName: null } => "default of the environment",
        { Segment: null } => "override for this user",
        _ => $"override of segment \"{candidate.SegmentName}\"",
    };

    private static void AddSegment(List<ExplanationLine> lines, SegmentExplanation? segment)
    {
        if (segment is null)
        {
            return;
        }

        if (Describe(segment.Verdict) is { } verdict)
        {
            lines.Add(new ExplanationLine(1, verdict, Matches: false));
        }

        AddRules(lines, segment.Rules, depth: 1);
    }

    private static string? Describe(SegmentVerdict verdict) => verdict switch
    {
        SegmentVerdict.NoUser => "does not apply without a user",
        SegmentVerdict.ReadsCycle => "reads a flag that depends on itself",
        SegmentVerdict.TooDeep => "its rules are nested too deeply",
        _ => null,
    };

    private static void AddRules(List<ExplanationLine> lines, ImmutableArray<RuleExplanation> rules, int depth)
    {
        foreach (var rule in rules.IsDefault ? [] : rules)
        {
            lines.Add(new ExplanationLine(depth, NameOf(rule.Type), rule.Matches));
            foreach (var condition in rule.Conditions)
            {
                lines.Add(new ExplanationLine(depth + 1, Describe(condition.Condition), condition.Matches));
            }

            AddRules(lines, rule.Rules, depth + 1);
        }
    }

    private static string NameOf(RuleType type) => type switch
    {
        RuleType.All => "all of",
        RuleType.Any => "any of",
        RuleType.None => "none of",
        _ => "unknown kind of rule",
    };

    private static string Describe(SegmentCondition condition)
    {
        var property = string.IsNullOrEmpty(condition.Property) ? "identity" : condition.Property;
        var value = condition.Value switch
        {
            { List: { } list } => $" [{string.Join(", ", list)}]",
            { Text: { } text } => $" \"{text}\"",
            _ => "",
        };
        var shown = value.Length > LongestValue ? string.Concat(value.AsSpan(0, LongestValue), "…") : value;
        return $"{property} {ConditionOperators.NameOf(condition.Operator)}{shown}";
    }

    private static void AddSplit(List<ExplanationLine> lines, SplitExplanation split)
    {
        lines.Add(new ExplanationLine(0, string.Create(CultureInfo.InvariantCulture, $"split: the user is at {split.Percentage:0.###} %"), Matches: true));
        var start = 0d;
        foreach (var share in split.Shares)
        {
            var end = start + share.Weight;
            lines.Add(new ExplanationLine(1, string.Create(CultureInfo.InvariantCulture, $"{start:0.###} % to {end:0.###} %: {share.Key ?? "variant without a key"}"), share.IsChosen));
            start = end;
        }

        lines.Add(new ExplanationLine(1, "the rest: control", split.Shares.All(static share => !share.IsChosen)));
    }
}
