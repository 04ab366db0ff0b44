using System.Collections.Immutable;
using System.Numerics;
using Flagsmith.Polling.Evaluation;

namespace Flagsmith.Polling.Tests.Evaluation;

/// <summary>Builds small environments and evaluates them.</summary>
internal static class Engine
{
    public const string Someone = "user";

    public static EvaluationContext Environment(FeatureContext[] features, params SegmentContext[] segments) => new()
    {
        EnvironmentKey = "env",
        EnvironmentName = "Production",
        Features = [.. features],
        Segments = [.. segments],
    };

    public static FeatureContext Feature(string name, bool enabled = false, FlagValue value = default, params VariantContext[] variants) =>
        new() { Key = name + "-key", Name = name, Enabled = enabled, Value = value, Variants = [.. variants] };

    /// <summary>An override that turns the feature on, with a value.</summary>
    public static FeatureContext Override(string name, FlagValue value, Priority? priority = null) =>
        Feature(name, enabled: true, value) with { Key = name + "-override", Priority = priority ?? Priority.Weakest };

    public static VariantContext Variant(FlagValue value, double weight, int priority = 0, string? key = null) =>
        new() { Value = value, Weight = weight, Priority = Priority.Of(new BigInteger(priority)), Key = key };

    public static SegmentContext Segment(string name, SegmentRule rule, params FeatureContext[] overrides) =>
        new() { Key = name + "-key", Name = name, Rules = [rule], Overrides = [.. overrides] };

    public static SegmentRule All(params SegmentCondition[] conditions) => Rule(RuleType.All, conditions);

    public static SegmentRule Any(params SegmentCondition[] conditions) => Rule(RuleType.Any, conditions);

    public static SegmentRule None(params SegmentCondition[] conditions) => Rule(RuleType.None, conditions);

    public static SegmentRule Rule(RuleType type, SegmentCondition[] conditions, params SegmentRule[] rules) =>
        new() { Type = type, Conditions = [.. conditions], Rules = [.. rules] };

    public static SegmentCondition Condition(string? property, string @operator, string? value) =>
        new() { Property = property, Operator = ConditionOperators.Parse(@operator), Value = ConditionValue.OfText(value) };

    /// <summary>A condition that holds while a flag is on.</summary>
    public static SegmentCondition IsOn(string flag) => Condition($"$.flags['{flag}'].enabled", "EQUAL", "true");

    /// <summary>Conditions that always hold and never do, for a user or without one.</summary>
    public static SegmentCondition Yes { get; } = Condition("$.environment.name", "IS_SET", null);

    public static SegmentCondition No { get; } = Condition("$.environment.name", "IS_NOT_SET", null);

    public static EvaluatedIdentity Identity(string identifier = Someone, params (string Key, object? Value)[] traits) => new()
    {
        Identifier = identifier,
        Traits = traits.ToDictionary(trait => trait.Key, trait => ValueOf(trait.Value)),
    };

    /// <summary>Determines whether a user is in a segment of these rules.</summary>
    public static bool IsMember(EvaluatedIdentity? identity, params SegmentRule[] rules) =>
        new FlagEvaluator(Environment([], new SegmentContext { Key = "seg", Name = "segment", Rules = [.. rules] }))
            .Evaluate(identity, SegmentsWithoutUser.All).Segments.Length == 1;

    /// <summary>Determines whether a condition on a trait matches.</summary>
    public static bool Matches(string @operator, string? expected, object? trait) =>
        IsMember(Identity(Someone, ("trait", trait)), All(Condition("trait", @operator, expected)));

    /// <summary>Determines whether a condition on any property matches.</summary>
    public static bool Reads(string property, string @operator, string? expected, params (string Key, object? Value)[] traits) =>
        IsMember(Identity(Someone, traits), All(Condition(property, @operator, expected)));

    public static ImmutableArray<string> Names(this ImmutableArray<SegmentResult> segments) => [.. segments.Select(segment => segment.Name)];

    public static EvaluationValue ValueOf(object? value) => value switch
    {
        null => EvaluationValue.Unset,
        string text => text,
        bool boolean => boolean,
        int integer => integer,
        long integer => integer,
        BigInteger integer => integer,
        double number => number,
        _ => throw new ArgumentException("No trait can be this.", nameof(value)),
    };
}
