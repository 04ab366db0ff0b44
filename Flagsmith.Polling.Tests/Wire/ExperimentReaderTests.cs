using System.Text;
using System.Text.Json;
using Flagsmith.Polling.Wire;

namespace Flagsmith.Polling.Tests.Wire;

/// <summary>What is read of a flag's metadata: an experiment that is whole, wherever it stands, and nothing else.</summary>
public sealed class ExperimentReaderTests
{
    private static readonly FlagExperiment Buttons = new(7, "buttons", InExperiment: true);

    private static IEnumerable<TestCaseData> Metadata()
    {
        const string Whole = """{"id":7,"name":"buttons","in_experiment":true}""";
        yield return Case($$$"""{"experiment":{{{Whole}}}}""", Buttons);
        yield return Case("""{"experiment":{"in_experiment":false,"name":"buttons","id":7}}""", Buttons with { InExperiment = false });
        yield return Case($$$"""{"before":{"experiment":{"id":1}},"list":[{"id":2}],"experiment":{{{Whole}}},"after":"x"}""", Buttons);
        yield return Case("""{"experiment":{"before":[1,{"id":2}],"id":7,"between":{"name":"other"},"name":"buttons","x":null,"in_experiment":true,"after":{"in_experiment":false}}}""", Buttons);
        yield return Case("null");
        yield return Case("7");
        yield return Case("\"experiment\"");
        yield return Case($$$"""[{"experiment":{{{Whole}}}}]""");
        yield return Case("{}");
        yield return Case(Whole);
        yield return Case("""{"experiment":null}""");
        yield return Case("""{"experiment":7}""");
        yield return Case($$$"""{"experiment":[{{{Whole}}}]}""");
        yield return Case("""{"experiment":{}}""");
        yield return Case("""{"experiment":{"name":"buttons","in_experiment":true}}""");
        yield return Case("""{"experiment":{"id":7,"in_experiment":true}}""");
        yield return Case("""{"experiment":{"id":7,"name":"buttons"}}""");
        yield return Case("""{"experiment":{"id":"seven","name":"buttons","in_experiment":true}}""");
        yield return Case("""{"experiment":{"id":7,"name":[1],"in_experiment":true}}""");
        yield return Case("""{"experiment":{"id":7,"name":"buttons","in_experiment":"yes"}}""");
        static TestCaseData Case(string metadata, FlagExperiment? expected = null) => new TestCaseData(metadata, expected).SetArgDisplayNames(metadata);
    }

    [TestCaseSource(nameof(Metadata))]
    public void Experiment_IsRead_AndWhatFollowsToo(string metadata, FlagExperiment? expected)
    {
        var flags = FlagListReader.Read(Encoding.UTF8.GetBytes(
            $$"""[{"feature":{"id":1,"name":"a"},"metadata":{{metadata}},"enabled":true,"feature_state_value":5},{"feature":{"id":2,"name":"b"},"enabled":true}]""")).Flags;

        flags.Select(static flag => (flag.Feature.Name, flag.Enabled, flag.Experiment)).Should().Equal(("a", true, expected), ("b", true, null));
        flags[0].Value.Should().Be((FlagValue)5);
    }

    [TestCaseSource(nameof(Metadata))]
    public void Experiment_OfADocument_IsReadByTheSameRules(string metadata, FlagExperiment? expected)
    {
        using var document = JsonDocument.Parse(metadata);

        ExperimentReader.Of(document.RootElement).Should().Be(expected);
        ExperimentReader.Of(metadata: null).Should().BeNull();
    }

    [Test]
    public void Experiment_IsWrittenAsItIsRead()
    {
        FlagState[] flags = [new() { Enabled = true, Feature = new() { Name = "a" }, Experiment = Buttons }, new() { Feature = new() { Name = "b" } }];

        var read = FlagListReader.Read(FlagListWriter.Write(flags).Span).Flags;

        read.Select(static flag => (flag.Feature.Name, flag.Experiment)).Should().Equal(("a", Buttons), ("b", null));
    }

    [Test]
    public void SkippedEntries_AddUpByKind() =>
        (new SkippedEntries(1, 20, 300) + new SkippedEntries(4_000, 50_000, 600_000)).Should().Be(new SkippedEntries(4_001, 50_020, 600_300));
}
