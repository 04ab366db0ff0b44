using System.Numerics;
using System.Text;
using System.Text.Json;
using Flagsmith.Polling.Evaluation.Documents;
using Flagsmith.Polling.Evaluation.Model;
using Flagsmith.Polling.Tests.Recorded;
using Flagsmith.Polling.Wire;

namespace Flagsmith.Polling.Tests.Evaluation.Documents;

public sealed class EnvironmentDocumentReaderTests
{
    private const string Minimal = """{"api_key":"key","name":"Env","project":{"segments":[]},"feature_states":[]}""";

    [Test]
    public void State_IsReadMemberByMember()
    {
        var model = Read(States("""
            {"feature":{"id":7,"name":"colour","type":"MULTIVARIATE","new":1},"enabled":true,"django_id":2001,"featurestate_uuid":"u-1","feature_segment":null,
             "feature_state_value":"red","multivariate_feature_state_values":[
               {"id":5,"mv_fs_value_uuid":"x","percentage_allocation":10.0,"multivariate_feature_option":{"id":1,"value":"blue","key":"b"}},
               {"id":null,"mv_fs_value_uuid":"00000000-0000-0000-0000-000000000003","percentage_allocation":30,"multivariate_feature_option":{"value":4,"key":null}}],
             "metadata":{"experiment":{"id":1,"name":"e","in_experiment":false}}}
            """));

        var state = model.Context.Features.Should().ContainSingle().Subject;
        state.Should().BeEquivalentTo(new { Key = "2001", Name = "colour", Enabled = true, Value = (FlagValue)"red", Priority = Priority.Weakest });
        state.Metadata!.Value.GetProperty("experiment").GetProperty("name").GetString().Should().Be("e");
        state.Variants.Should().HaveCount(2);
        state.Variants[0].Should().BeEquivalentTo(new { Value = (FlagValue)"blue", Key = "b", Weight = 10d, IsWeightInteger = false, Priority = Priority.Of(new BigInteger(5)) });
        state.Variants[1].Should().BeEquivalentTo(new { Value = (FlagValue)4, Key = (string?)null, Weight = 30d, IsWeightInteger = true, Priority = Priority.Of(new BigInteger(3)) });
        model.Features.Should().ContainSingle().Which.Value.Should().BeEquivalentTo(new { Id = 7L, Name = "colour", Type = "MULTIVARIATE" });
        model.Skipped.Should().Be(default(SkippedEntries));
    }

    [TestCase("2001", "\"u\"", "2001")]
    [TestCase("12345678901234567890123", "\"u\"", "12345678901234567890123")]
    [TestCase("null", "\"u\"", "u")]
    [TestCase("0", "\"u\"", "u")]
    [TestCase("null", "null", "")]
    public void SplitSeed_IsTheLineageNumber_OtherwiseTheUuid(string id, string uuid, string expected) =>
        Read(States($$"""{"feature":{"name":"a"},"enabled":true,"django_id":{{id}},"featurestate_uuid":{{uuid}}}""")).Context.Features[0].Key.Should().Be(expected);

    [TestCase("""{"feature":{"name":"a"}}""")]
    [TestCase("""{"feature":{"name":"a"},"enabled":"true"}""")]
    [TestCase("""{"feature":{"id":1},"enabled":true}""")]
    [TestCase("""{"feature":null,"enabled":true}""")]
    [TestCase("[]")]
    [TestCase("null")]
    [TestCase("1")]
    public void StateWithoutWhatItNeeds_IsLeftOutAndCounted(string state)
    {
        var model = Read(States(state, """{"feature":{"name":"good"},"enabled":true}"""));

        model.Context.Features.Select(feature => feature.Name).Should().Equal("good");
        model.Skipped.Should().Be(new SkippedEntries(Flags: 1));
    }

    [TestCase("\"text\"", "text", false)]
    [TestCase("25", "25", false)]
    [TestCase("null", "", false)]
    [TestCase("\"\\ud83d\"", "", true)]
    public void StateValue_IsReadAsOnAnyFlag(string json, string text, bool isBroken)
    {
        var model = Read(States($$"""{"feature":{"name":"a"},"enabled":true,"feature_state_value":{{json}}}"""));

        model.Context.Features[0].Value.ToString().Should().Be(text);
        model.BrokenValues.Should().Be(isBroken ? 1 : 0);
    }

    [Test]
    public void Segment_IsReadWithNestedRulesAndOverrides()
    {
        var segment = Read(Segments("""
            {"id":41,"name":"premium","rules":[{"type":"ALL","rules":[{"type":"ANY","rules":null,"conditions":[
               {"operator":"EQUAL","property_":"plan","value":"gold"},{"operator":"NEW_ONE","property_":"plan","value":"x"},{"operator":"PERCENTAGE_SPLIT","property_":null,"value":"10"}]}]}],
             "feature_states":[{"feature":{"name":"a"},"enabled":true,"feature_segment":{"priority":3}},{"feature":{"name":"b"},"enabled":true,"feature_segment":{"priority":null}}]}
            """)).Context.Segments.Should().ContainSingle().Subject;

        segment.Should().BeEquivalentTo(new { Key = "41", Name = "premium" });
        var rule = segment.Rules.Should().ContainSingle().Subject;
        (rule.Type, rule.Conditions.Length).Should().Be((RuleType.All, 0));
        rule.Rules[0].Type.Should().Be(RuleType.Any);
        rule.Rules[0].Conditions.Select(condition => (condition.Operator, condition.Property, condition.Value.Text)).Should().Equal(
            (ConditionOperator.Equal, "plan", "gold"), (ConditionOperator.Unknown, "plan", "x"), (ConditionOperator.PercentageSplit, null, "10"));
        segment.Overrides.Select(state => state.Priority).Should().Equal(Priority.Of(new BigInteger(3)), Priority.Weakest);
    }

    [TestCase("\"text\"", "text", null)]
    [TestCase("10", "10", null)]
    [TestCase("1.0", "1.0", null)]
    [TestCase("1e2", "100.0", null)]
    [TestCase("true", "True", null)]
    [TestCase("null", null, null)]
    [TestCase("""["a",1,1.0,true,null]""", null, "a|1|1.0|True|None")]
    [TestCase("[]", null, "")]
    public void ConditionValue_IsTextAsPythonPrintsIt(string json, string? text, string? list)
    {
        var value = Read(Segments($$"""{"id":1,"name":"s","rules":[{"type":"ALL","conditions":[{"operator":"EQUAL","property_":"p","value":{{json}}}]}]}"""))
            .Context.Segments[0].Rules[0].Conditions[0].Value;

        value.Text.Should().Be(text);
        (value.List is { } all ? string.Join('|', all) : null).Should().Be(list);
    }

    [Test]
    public void Overrides_OfOneUserOnSeveralPages_AreMerged_AndTheLastOfAFeatureApplies()
    {
        var first = EnvironmentDocumentReader.Read(Bytes(Overrides(Override("ada", "a", 1), Override("1,2", "a", 2), Override("007", "a", 3))));
        var second = EnvironmentDocumentReader.Read(Bytes("{\"identity_overrides\":[" + Override("ada", "b", 4) + "," + Override("ada", "a", 5) + "]}"));
        var third = EnvironmentDocumentReader.Read(Bytes("{\"feature_states\":[],\"identity_overrides\":[" + Override("ada", "c", 6) + "]}"));

        var overrides = EnvironmentAssembly.Assemble(first, second, third).Context.IdentityOverrides;

        overrides.Keys.Should().BeEquivalentTo("ada", "1,2", "007");
        overrides["ada"].Select(state => (state.Name, state.Value.ToString())).Should().Equal(("a", "5"), ("b", "4"), ("c", "6"));
    }

    [TestCase("""{"identity_features":[]}""", 1)]
    [TestCase("""{"identifier":7,"identity_features":[]}""", 1)]
    [TestCase("""{"identifier":"ada","identity_features":null}""", 0)]
    [TestCase("""{"identifier":"ada"}""", 0)]
    public void OverridesOfNobodyOrOfNothing_AreLeftOut(string entry, int malformed)
    {
        var model = Read(Overrides(entry));

        model.Context.IdentityOverrides.Should().BeEmpty();
        model.Skipped.Should().Be(new SkippedEntries(Flags: 0, Overrides: malformed));
    }

    [TestCase("")]
    [TestCase("[]")]
    [TestCase("null")]
    [TestCase("{")]
    [TestCase("{} {}")]
    [TestCase("{}")]
    [TestCase("""{"api_key":"k"}""")]
    [TestCase("""{"api_key":null,"feature_states":[]}""")]
    [TestCase("""{"api_key":"k","feature_states":null}""")]
    [TestCase("""{"detail":"not found"}""")]
    [TestCase("\"\\ud83d\"")]
    public void WhatIsNoDocument_IsAJsonException(string body) =>
        FluentActions.Invoking(() => Read(body)).Should().Throw<JsonException>();

    [Test]
    public void BytesThatAreNoUtf8_AreAJsonException() =>
        FluentActions.Invoking(() => EnvironmentDocumentReader.Read([(byte)'{', 0xFF, (byte)'}'])).Should().Throw<JsonException>();

    [Test]
    public void MissingParts_AreEmpty()
    {
        var model = Read("""{"api_key":"key","feature_states":[]}""");

        model.Context.Should().BeEquivalentTo(new { EnvironmentKey = "key", EnvironmentName = "" });
        model.Context.Segments.Should().BeEmpty();
        model.HidesDisabledFlags.Should().BeFalse();
    }

    [TestCase("null", "true", true)]
    [TestCase("false", "true", false)]
    [TestCase("true", "false", true)]
    [TestCase("null", "null", false)]
    public void HideDisabledFlags_OfTheEnvironmentPrecedesTheProjects(string environment, string project, bool expected) =>
        Read($$"""{"api_key":"k","hide_disabled_flags":{{environment}},"project":{"hide_disabled_flags":{{project}},"segments":[]},"feature_states":[]}""").HidesDisabledFlags.Should().Be(expected);

    [Test]
    public void FeatureTwice_CountsOnceWithItsLastState()
    {
        var model = Read(States("""{"feature":{"name":"a"},"enabled":true}""", """{"feature":{"name":"b"},"enabled":true}""", """{"feature":{"name":"a"},"enabled":false}"""));

        model.Context.Features.Select(feature => (feature.Name, feature.Enabled)).Should().Equal(("a", false), ("b", true));
    }

    [TestCase("django-api")]
    [TestCase("edge-proxy")]
    public void RecordedDocument_IsReadWhole(string server)
    {
        var model = Read(RecordedExchange.Load("documents", server).RespondBody);

        model.Skipped.Should().Be(default(SkippedEntries));
        model.Context.Features.Should().NotBeEmpty().And.HaveCount(model.Features.Count);
        model.Context.Segments.Should().NotBeEmpty();
        model.Context.IdentityOverrides.Should().NotBeEmpty();
        model.UpdatedAt.Should().NotBeNull();
    }

    private static EnvironmentModel Read(string document) => EnvironmentAssembly.Assemble(EnvironmentDocumentReader.Read(Bytes(document)));

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string States(params string[] states) => Minimal.Replace("\"feature_states\":[]", $"\"feature_states\":[{string.Join(',', states)}]", StringComparison.Ordinal);

    private static string Segments(params string[] segments) => Minimal.Replace("\"segments\":[]", $"\"segments\":[{string.Join(',', segments)}]", StringComparison.Ordinal);

    private static string Overrides(params string[] overrides) => Minimal[..^1] + $",\"identity_overrides\":[{string.Join(',', overrides)}]}}";

    private static string Override(string identifier, string feature, int value) =>
        $$"""{"identifier":"{{identifier}}","identity_features":[{"feature":{"name":"{{feature}}"},"enabled":true,"feature_state_value":{{value}}}]}""";
}
