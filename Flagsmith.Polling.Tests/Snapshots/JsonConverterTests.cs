using System.Text.Json;
using System.Text.Json.Serialization;

namespace Flagsmith.Polling.Tests.Snapshots;

/// <summary>Flags, values and traits serialise as on Flagsmith's wire, with reflection and with a source-generated context alike.</summary>
public sealed partial class JsonConverterTests
{
    private static readonly JsonSerializerOptions[] Ways = [new(), new(JsonSerializerDefaults.Web), FlagJson.Default.Options];

    private static IEnumerable<TestCaseData> Values()
    {
        yield return new TestCaseData(FlagValue.Null, "null");
        yield return new TestCaseData((FlagValue)"", "\"\"");
        yield return new TestCaseData((FlagValue)"a \"b\" ü", "\"a \\u0022b\\u0022 \\u00FC\"");
        yield return new TestCaseData((FlagValue)true, "true");
        yield return new TestCaseData((FlagValue)false, "false");
        yield return new TestCaseData((FlagValue)(-5), "-5");
        yield return new TestCaseData((FlagValue)long.MaxValue, "9223372036854775807");
        yield return new TestCaseData((FlagValue)3.0, "3.0");
        yield return new TestCaseData((FlagValue)1e20, "1E+20");
        yield return new TestCaseData((FlagValue)0.1, "0.1");
        yield return new TestCaseData((FlagValue)1e15, "1000000000000000.0");
    }

    [TestCaseSource(nameof(Values))]
    public void FlagValue_IsItsJsonValue_AndReadsBackWithItsKind(FlagValue value, string json)
    {
        foreach (var options in Ways)
        {
            JsonSerializer.Serialize(value, options).Should().Be(json);
            JsonSerializer.Deserialize<FlagValue>(json, options).Should().Be(value);
        }
    }

    [TestCaseSource(nameof(Values))]
    public void TraitValue_IsItsJsonValue_AndReadsBackWithItsKind(FlagValue value, string json)
    {
        foreach (var options in Ways)
        {
            if (value.IsNull)
            {
                FluentActions.Invoking(() => JsonSerializer.Deserialize<TraitValue>(json, options)).Should().Throw<JsonException>();
                JsonSerializer.Deserialize<TraitValue?>(json, options).Should().BeNull();
            }
            else
            {
                JsonSerializer.Serialize(JsonSerializer.Deserialize<TraitValue>(json, options), options).Should().Be(json);
            }
        }
    }

    [TestCase("{}")]
    [TestCase("[1]")]
    [TestCase("1e999")]
    [TestCase("\"\\ud800\"")]
    public void ValueThatIsNoScalar_OrNoText_Throws(string json)
    {
        FluentActions.Invoking(() => JsonSerializer.Deserialize<FlagValue>(json)).Should().Throw<JsonException>();
        FluentActions.Invoking(() => JsonSerializer.Deserialize<TraitValue>(json)).Should().Throw<JsonException>();
    }

    [Test]
    public void FlagState_IsAsOnTheWire_AndReadsBack()
    {
        var flag = new FlagState
        {
            Id = 7,
            Enabled = true,
            Value = 42,
            EnvironmentId = 3,
            Variant = "b",
            Reason = "SPLIT",
            Feature = new FeatureInfo { Id = 5, Name = "checkout_v2", Type = "MULTIVARIATE", Description = "New checkout", DefaultEnabled = false, InitialValue = "1", CreatedDate = DateTimeOffset.UnixEpoch },
        };
        foreach (var options in Ways)
        {
            var json = JsonSerializer.Serialize(flag, options);

            json.Should().Be("{\"id\":7,\"feature\":{\"id\":5,\"name\":\"checkout_v2\",\"type\":\"MULTIVARIATE\",\"description\":\"New checkout\",\"created_date\":\"1970-01-01T00:00:00.0000000Z\",\"initial_value\":\"1\",\"default_enabled\":false},\"feature_state_value\":42,\"environment\":3,\"enabled\":true,\"variant\":\"b\",\"reason\":\"SPLIT\"}");
            JsonSerializer.Deserialize<FlagState>(json, options).Should().BeEquivalentTo(flag, same => same.Excluding(state => state.Path.EndsWith("Text")));
        }
    }

    [Test]
    public void SnapshotFlags_KeepTheirValues()
    {
        var snapshot = new FlagSnapshotBuilder().Set("a", true, 1).Set("b", false, "x").Build();

        var read = JsonSerializer.Deserialize<FlagState[]>(JsonSerializer.Serialize(snapshot.Flags))!;

        read.Select(flag => flag.ToString()).Should().Equal("a: on, 1", "b: off, \"x\"");
    }

    [TestCase("{}")]
    [TestCase("{\"enabled\":true}")]
    [TestCase("{\"feature\":{\"name\":\"a\"},\"enabled\":\"yes\"}")]
    [TestCase("3")]
    public void JsonThatIsNoFlag_Throws(string json) =>
        FluentActions.Invoking(() => JsonSerializer.Deserialize<FlagState>(json)).Should().Throw<JsonException>();

    [Test]
    public void ToString_NamesFlag_State_AndValue()
    {
        Of(FlagValue.Null).Should().Be("a_flag: off");
        Of(true).Should().Be("a_flag: off, true");
        Of("").Should().Be("a_flag: off, \"\"");
        Of(new string('x', 100)).Should().Be($"a_flag: off, \"{new string('x', 100)}\"");
        Of(new string('x', 101)).Should().Be($"a_flag: off, \"{new string('x', 100)}…\"");

        static string Of(FlagValue value) => new FlagState { Value = value, Feature = new FeatureInfo { Name = "a_flag" } }.ToString();
    }

    [JsonSerializable(typeof(FlagState[]))]
    [JsonSerializable(typeof(FlagState))]
    [JsonSerializable(typeof(FlagValue))]
    [JsonSerializable(typeof(TraitValue))]
    [JsonSerializable(typeof(TraitValue?))]
    private sealed partial class FlagJson : JsonSerializerContext;
}
