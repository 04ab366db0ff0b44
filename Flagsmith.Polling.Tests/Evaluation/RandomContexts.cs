using System.Collections.Immutable;
using System.Numerics;
using Flagsmith.Polling.Evaluation.Model;

namespace Flagsmith.Polling.Tests.Evaluation;

/// <summary>Makes small environments and users out of odd parts: values that look like others, paths to each other, cycles.</summary>
internal static class RandomContexts
{
    public static readonly string[] Names = ["a", "b", "c", "d"];

    private static readonly string[] Traits = ["t", "u", "$.flags.a.enabled"];

    private static readonly string?[] Texts =
    [
        null, "", "a", "b", "True", "false", "None", "0", "7", "007", "-1.5", "1e400", "nan", "inf", "1.2.3", "1.2.3-rc1+b", "1.2.3:semver", "x:semver", ":semver", "3|2", "0|0", "a|b", "[1,\"a\"]", "[\"\\ud83d\"]",
        "[", "(", "(a+)+$", "(?i)A", "\\d+", "[^\\W]", "{", "a{2,1}", "(?(1)a)", "\0", "\ud83d", "😀", "50", "100", "99999999999999999999999999", "1_0", " 5 ", "٣", new('9', 5000),
    ];

    private static readonly string?[] Properties =
    [
        null, "", "t", "u", "$.identity.identifier", "$.identity.key", "$.identity.traits.t", "$.identity", "$.environment.name", "$.flags.a.enabled", "$.flags.b.enabled", "$.flags['c'].value", "$.flags.d.variant", "$.flags.x.enabled",
        "$.flags.a", "$.flags.a[0]", "$.flags.*", "$.features.a.value", "$.segments['0'].name", "$.", "$.[", "$['", "$.a['\\u", "$.a['\ud83d']", "$.flags['a'].reason",
    ];

    public static EvaluationContext ContextOf(Random random) => new()
    {
        EnvironmentKey = "env",
        EnvironmentName = Pick(random, Texts) ?? "",
        Features = [.. Names.Take(random.Next(Names.Length + 1)).Select(name => FeatureOf(random, name))],
        Segments = [.. Enumerable.Range(0, random.Next(6)).Select(index => SegmentOf(random, index))],
        IdentityOverrides = new Dictionary<string, ImmutableArray<FeatureContext>> { ["7"] = [FeatureOf(random, Pick(random, Names))] },
    };

    private static SegmentContext SegmentOf(Random random, int index) => new()
    {
        Key = $"{index}",
        Name = $"segment {index}",
        Rules = [.. Enumerable.Range(0, random.Next(3)).Select(_ => RuleOf(random, 3))],
        Overrides = [.. Enumerable.Range(0, random.Next(3)).Select(_ => FeatureOf(random, Pick(random, Names)))],
    };

    private static SegmentRule RuleOf(Random random, int depth) => new()
    {
        Type = (RuleType)random.Next(4),
        Conditions = [.. Enumerable.Range(0, random.Next(3)).Select(_ => ConditionOf(random))],
        Rules = [.. Enumerable.Range(0, depth == 0 ? 0 : random.Next(3)).Select(_ => RuleOf(random, depth - 1))],
    };

    private static SegmentCondition ConditionOf(Random random) => new()
    {
        Property = Pick(random, Properties),
        Operator = (ConditionOperator)random.Next(15),
        Value = random.Next(8) == 0 ? ConditionValue.OfList(["7", "a", ""]) : ConditionValue.OfText(Pick(random, Texts)),
    };

    private static FeatureContext FeatureOf(Random random, string name) => new()
    {
        Key = $"{random.Next(100)}",
        Name = name,
        Enabled = random.Next(2) == 0,
        Value = random.Next(4) switch { 0 => Pick(random, Texts), 1 => random.Next(), 2 => random.NextDouble(), _ => random.Next(2) == 0 },
        Priority = random.Next(3) == 0 ? Priority.Weakest : Priority.Of(new BigInteger(random.Next(3))),
        Variants = [.. Enumerable.Range(0, random.Next(3)).Select(_ => Engine.Variant("v", random.Next(110), random.Next(2), Pick(random, Texts)))],
    };

    public static EvaluatedIdentity IdentityOf(Random random) => new()
    {
        Identifier = Pick(random, Texts) ?? "",
        Key = random.Next(2) == 0 ? null : Pick(random, Texts),
        Traits = Traits.ToDictionary(key => key, _ => TraitOf(random)),
    };

    private static EvaluationValue TraitOf(Random random) => random.Next(6) switch
    {
        0 => random.Next(-5, 10),
        1 => random.NextDouble() * 10,
        2 => random.Next(2) == 0,
        3 => BigInteger.Pow(10, random.Next(400)),
        4 => double.NaN,
        _ => Pick(random, Texts),
    };

    private static T Pick<T>(Random random, T[] from) => from[random.Next(from.Length)];
}
