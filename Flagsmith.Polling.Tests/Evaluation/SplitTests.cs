using System.Numerics;
using Flagsmith.Polling.Evaluation;

namespace Flagsmith.Polling.Tests.Evaluation;

/// <summary>Shares of users: the hash that all SDKs have in common, variants and percentage conditions.</summary>
public sealed class SplitTests
{
    [TestCase("78986", "32103813", 49.27985597119424)]
    [TestCase("12", "93", 27.655531106221243)]
    [TestCase("1", "env_key_user-1", 38.82776555311062)]
    [TestCase("262", "n9fbf9h3v4fFgH3U3ngWhb_alice@example.com", 48.3996799359872)]
    [TestCase("5d688e14-4e5e-47e5-9c53-b452ac9e5f16", "k_\u00fc", 80.16603320664133)]
    public void Percentage_OfIds_IsThatOfTheReference(string seed, string id, double expected) => Percentage.Of(seed, id).Should().Be(expected);

    [Test]
    public void Percentage_OfTheLastBucket_IsTakenFromTheIdsTwice() => Percentage.Of("12", "18753").Should().Be(53.890778155631125);

    // Users by their percentage for the flag's key: 27.66 and 38.83, see above.
    private const string EarlyUser = "93";
    private const string EarlySeed = "12";

    private static FlagResult Evaluate(FeatureContext feature, string? key) =>
        new FlagEvaluator(Engine.Environment([feature])).Evaluate(key is null ? null : Engine.Identity() with { Key = key }).Flags[0];

    private static FeatureContext Feature(params VariantContext[] variants) => Engine.Feature("flag", enabled: true, "base", variants) with { Key = EarlySeed };

    [Test]
    public void Variants_OfShares_AreChosenFromZeroOn()
    {
        Evaluate(Feature(Engine.Variant("a", 27, key: "A"), Engine.Variant("b", 1, key: "B")), EarlyUser)
            .Should().BeEquivalentTo(new { Value = (FlagValue)"b", Variant = "B", Reason = "SPLIT; weight=1.0", SegmentName = (string?)null, Enabled = true });
    }

    [TestCase(27.655531106221243, "base", "DEFAULT", TestName = "Variant_WhoseShareEndsAtThePercentage_IsNotChosen")]
    [TestCase(27.655531106221247, "a", "SPLIT; weight=27.655531106221247", TestName = "Variant_WhoseShareEndsBehindThePercentage_IsChosen")]
    public void Variant_AtTheEdgeOfItsShare_IsHeldOpenAtTheEnd(double weight, string value, string reason)
    {
        var flag = Evaluate(Feature(Engine.Variant("a", weight)), EarlyUser);

        flag.Value.Should().Be((FlagValue)value);
        flag.Reason.Should().Be(reason);
    }

    [Test]
    public void Variants_OfPriorities_StandInTheirOrder()
    {
        var late = Engine.Variant("late", 50, priority: 2);
        var early = Engine.Variant("early", 50, priority: 1);

        Evaluate(Feature(late, early), EarlyUser).Value.Should().Be((FlagValue)"early");
    }

    [Test]
    public void Variants_OfOnePriority_StandInDocumentOrder()
    {
        Evaluate(Feature(Engine.Variant("first", 50), Engine.Variant("second", 50)), EarlyUser).Value.Should().Be((FlagValue)"first");
        Evaluate(Feature(Engine.Variant("second", 50), Engine.Variant("first", 50)), EarlyUser).Value.Should().Be((FlagValue)"second");
    }

    [Test]
    public void Variants_OfUuidPriorities_AreComparedExactly()
    {
        var uuid = BigInteger.Pow(2, 127);
        var late = Engine.Variant("late", 50) with { Priority = Priority.Of(uuid + 1) };
        var early = Engine.Variant("early", 50) with { Priority = Priority.Of(uuid) };

        Evaluate(Feature(late, early), EarlyUser).Value.Should().Be((FlagValue)"early");
    }

    [Test]
    public void User_InNoShare_GetsTheControlValue() =>
        Evaluate(Feature(Engine.Variant("a", 10, key: "A")), EarlyUser)
            .Should().BeEquivalentTo(new { Value = (FlagValue)"base", Variant = "control", Reason = "DEFAULT" });

    [Test]
    public void Environment_WithoutUser_GetsTheControlValueWithoutVariant() =>
        Evaluate(Feature(Engine.Variant("a", 100, key: "A")), key: null)
            .Should().BeEquivalentTo(new { Value = (FlagValue)"base", Variant = (string?)null, Reason = "DEFAULT" });

    [Test]
    public void Feature_WithoutVariants_HasNone() => Evaluate(Feature(), EarlyUser).Variant.Should().BeNull();

    [TestCase(null, null)]
    [TestCase("", "")]
    [TestCase("A", "A")]
    public void Variant_Chosen_NamesItsKeyOrNone(string? key, string? expected) =>
        Evaluate(Feature(Engine.Variant("a", 100, key: key)), EarlyUser).Variant.Should().Be(expected);

    [TestCase(30, true, "30")]
    [TestCase(30, false, "30.0")]
    [TestCase(100.5, false, "100.5")]
    [TestCase(54.54, false, "54.54")]
    [TestCase(1e16, false, "1e+16")]
    public void Reason_OfSplit_PrintsTheWeightAsPythonDoes(double weight, bool isInteger, string text) =>
        Evaluate(Feature(Engine.Variant("a", weight) with { IsWeightInteger = isInteger }), EarlyUser).Reason.Should().Be("SPLIT; weight=" + text);

    [TestCase(null)]
    [TestCase("")]
    public void Key_OfUser_IsMadeOfTheEnvironmentWhereMissing(string? key)
    {
        var edge = Percentage.Of(EarlySeed, "env_" + Engine.Someone);
        var feature = Feature(Engine.Variant("in", Math.BitIncrement(edge)));
        var before = Feature(Engine.Variant("in", edge));

        Evaluate(feature, key ?? "").Value.Should().Be((FlagValue)"in");
        Evaluate(before, key ?? "").Value.Should().Be((FlagValue)"base");
    }

    [Test]
    public void Override_OfSegment_IsSplitWithItsOwnKeyAndVariants()
    {
        var own = Engine.Override("flag", "control value") with { Key = EarlySeed, Variants = [Engine.Variant("in", 27.7)] };
        var evaluator = new FlagEvaluator(Engine.Environment([Engine.Feature("flag", variants: Engine.Variant("wrong", 100))], Engine.Segment("s", Engine.All(Engine.Yes), own)));

        evaluator.Evaluate(Engine.Identity() with { Key = EarlyUser }).Flags[0]
            .Should().BeEquivalentTo(new { Value = (FlagValue)"in", Reason = "SPLIT; weight=27.7", SegmentName = "s" });
        evaluator.Evaluate(Engine.Identity() with { Key = "95" }).Flags[0]
            .Should().BeEquivalentTo(new { Value = (FlagValue)"control value", Variant = "control", Reason = "TARGETING_MATCH; segment=s" });
    }

    [TestCase("27.655531106221243", true)]
    [TestCase("27.65553110622124", false)]
    public void Share_OfUsers_IncludesItsEnd(string share, bool matches)
    {
        var segment = Engine.Segment("s", Engine.All(Engine.Condition(null, "PERCENTAGE_SPLIT", share))) with { Key = EarlySeed };

        new FlagEvaluator(Engine.Environment([], segment)).Evaluate(Engine.Identity() with { Key = EarlyUser }).Segments.Length.Should().Be(matches ? 1 : 0);
    }

    [TestCase("")]
    [TestCase(null)]
    public void Share_WithoutProperty_TakesTheKeyAsItIs(string? property)
    {
        // As a property it would be the number 93.
        var share = Percentage.Of("seg", "0093").ToString("R", null);

        Engine.IsMember(Engine.Identity() with { Key = "0093" }, Engine.All(Engine.Condition(property, "PERCENTAGE_SPLIT", share))).Should().BeTrue();
        Engine.IsMember(Engine.Identity() with { Key = "93" }, Engine.All(Engine.Condition(property, "PERCENTAGE_SPLIT", share)))
            .Should().Be(Percentage.Of("seg", "93") <= Percentage.Of("seg", "0093"));
    }

    [Test]
    public void Share_OfAProperty_TakesItsPythonText()
    {
        var share = Percentage.Of("seg", "7").ToString("R", null);

        Engine.Matches("PERCENTAGE_SPLIT", share, "007").Should().BeTrue();
        Engine.Matches("PERCENTAGE_SPLIT", Math.BitDecrement(Percentage.Of("seg", "7")).ToString("R", null), "007").Should().BeFalse();
    }

    [Test]
    public void Share_WithoutUser_MatchesNobody() =>
        Engine.IsMember(null, Engine.All(Engine.Condition(null, "PERCENTAGE_SPLIT", "100"))).Should().BeFalse();
}
