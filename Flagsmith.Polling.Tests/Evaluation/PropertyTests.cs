using Flagsmith.Polling.Evaluation;
using Flagsmith.Polling.Evaluation.Model;
using Flagsmith.Polling.Evaluation.Properties;

namespace Flagsmith.Polling.Tests.Evaluation;

/// <summary>What a condition's property reads: a trait, or a path.</summary>
public sealed class PropertyTests
{
    [TestCase("$.identity.identifier", "user")]
    [TestCase("$.identity.key", "env_user")]
    [TestCase("$.environment.key", "env")]
    [TestCase("$.environment.name", "Production")]
    [TestCase("$['environment'].name", null)]
    [TestCase(" $.environment.name", null)]
    [TestCase("$.Environment.name", null)]
    [TestCase("$.environment.Name", null)]
    [TestCase("$.environment", null)]
    [TestCase("$.environment.name.more", null)]
    [TestCase("$.environment['name']", "Production")]
    [TestCase("$.environment[\"name\"]", "Production")]
    [TestCase("$.environment [ 'name' ]", "Production")]
    [TestCase("$.environment\n.name", "Production")]
    [TestCase("$.environment. name", null)]
    [TestCase("$.environment.name ", null)]
    [TestCase("$.environment['name'", null)]
    [TestCase("$.environment['name]", null)]
    [TestCase("$.environment['name',]", null)]
    [TestCase("$.environment['name','key']", null)]
    [TestCase("$.environment[]", null)]
    [TestCase("$.environment.", null)]
    [TestCase("$.environment..name", null)]
    [TestCase("$.environment.*", null)]
    [TestCase("$.environment[?@.x]", null)]
    [TestCase("$.environment[0]", null)]
    [TestCase("$..name", null)]
    [TestCase("$.*", null)]
    [TestCase("$.", null)]
    [TestCase("$", null)]
    [TestCase("$.environment['na\\u006de']", "Production")]
    [TestCase("$.environment['na\\x6de']", null)]
    [TestCase("$.identity.traits.plan", "pro")]
    [TestCase("$.identity.traits.my-trait", "hyphen")]
    [TestCase("$.identity.traits.-trait", null)]
    [TestCase("$.identity.traits.1st", null)]
    [TestCase("$.identity.traits['1st']", "digit")]
    [TestCase("$.identity.traits.größe_1", "large")]
    [TestCase("$.identity.traits['a b.c[d]']", "odd")]
    [TestCase("$.identity.traits['it\\'s']", "quote")]
    [TestCase("$.identity.traits[\"it's\"]", "quote")]
    [TestCase("$.identity.traits['it\\\"s']", null)]
    [TestCase("$.identity.traits[\"\\ud83d\\ude00\"]", "smile")]
    [TestCase("$.identity.traits['\U0001f600']", "smile")]
    [TestCase("$.identity.traits[\"\\ud83d\"]", null)]
    [TestCase("$.identity.traits['tab\\t']", "tab")]
    [TestCase("$.identity.traits['tab\t']", null)]
    [TestCase("$.identity.traits.unset", null)]
    [TestCase("$.identity.traits", null)]
    [TestCase("$.identity.traits.$.odd", null)]
    [TestCase("$.features.flag.value", "v")]
    [TestCase("$.features.flag.name", "flag")]
    [TestCase("$.features.flag.key", "flag-key")]
    [TestCase("$.features.flag.variants", null)]
    [TestCase("$.features.other.name", null)]
    [TestCase("$.segments['seg'].name", "segment")]
    [TestCase("$.segments.seg.key", "seg")]
    [TestCase("$.segments.seg.rules", null)]
    [TestCase("$.segments.none.name", null)]
    [TestCase("$.odd", "trait")]
    [TestCase("$.unset", null)]
    [TestCase("plan", "pro")]
    [TestCase("Plan", null)]
    [TestCase("", null)]
    [TestCase(null, null)]
    public void Property_OfAnyForm_ReadsAtMostOneValue(string? property, string? expected)
    {
        var identity = Engine.Identity(Engine.Someone, ("plan", "pro"), ("my-trait", "hyphen"), ("-trait", "x"), ("1st", "digit"), ("größe_1", "large"), ("a b.c[d]", "odd"), ("it's", "quote"), ("\U0001f600", "smile"), ("tab\t", "tab"), ("unset", null), ("$.odd", "trait"), ("$.unset", null), ("", "blank"));
        var seg = new SegmentContext { Key = "seg", Name = "segment" };
        var isSet = Engine.Segment("is-set", Engine.All(Engine.Condition(property, "IS_SET", null)));
        var equals = Engine.Segment("equals", Engine.All(Engine.Condition(property, "EQUAL", expected)));

        var members = new FlagEvaluator(Engine.Environment([Engine.Feature("flag", value: "v")], seg, isSet, equals)).Evaluate(identity).Segments;

        members.Names().Should().Equal(expected is null ? [] : ["is-set", "equals"]);
    }

    [Test]
    public void Trait_NamedLikeAPath_ComesFirstUnlessItIsUnset()
    {
        Engine.Reads("$.environment.name", "EQUAL", "mine", ("$.environment.name", "mine")).Should().BeTrue();
        Engine.Reads("$.environment.name", "EQUAL", "Production", ("$.environment.name", null)).Should().BeTrue();
    }

    [TestCase("7", 7L)]
    [TestCase("007", 7L)]
    [TestCase("-5", -5L)]
    [TestCase("5.0", 5.0)]
    [TestCase("-0.50", -0.5)]
    [TestCase("+5", "+5")]
    [TestCase("1e5", "1e5")]
    [TestCase(" 1", " 1")]
    [TestCase("1.", "1.")]
    [TestCase(".5", ".5")]
    [TestCase("1_0", "1_0")]
    [TestCase("5\n", "5\n")]
    [TestCase("\u0665", "\u0665")]
    [TestCase("true", "true")]
    [TestCase("", "")]
    [TestCase(true, true)]
    [TestCase(7L, 7L)]
    [TestCase(null, null)]
    public void Value_ThatLooksLikeANumber_IsOne(object? value, object? expected) =>
        Coercion.Apply(Engine.ValueOf(value)).Should().Be(Engine.ValueOf(expected));

    [Test]
    public void Value_OfTooManyDigits_StaysText() => Coercion.Apply(new string('1', 4301)).Kind.Should().Be(EvaluationValueKind.Text);

    [Test]
    public void Coercion_OfOtherProperties_AppliesToo()
    {
        var seven = Engine.Identity("007");

        Engine.IsMember(seven, Engine.All(Engine.Condition("$.identity.identifier", "EQUAL", "7"))).Should().BeTrue();
        Engine.IsMember(seven, Engine.All(Engine.Condition("$.identity.identifier", "IN", "007"))).Should().BeFalse();
    }

    [Test]
    public void TraitValues_OfThePublicType_KeepTheirKinds()
    {
        ((EvaluationValue)(TraitValue)"1").Kind.Should().Be(EvaluationValueKind.Text);
        ((EvaluationValue)(TraitValue)1).Should().Be((EvaluationValue)1);
        ((EvaluationValue)(TraitValue)1.5).Should().Be((EvaluationValue)1.5);
        ((EvaluationValue)(TraitValue)true).Should().Be((EvaluationValue)true);
        ((EvaluationValue)default(TraitValue)).IsSet.Should().BeFalse();
    }
}
