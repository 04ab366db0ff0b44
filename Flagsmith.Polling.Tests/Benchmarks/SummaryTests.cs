using System.Text.Json;
using Flagsmith.Polling.Benchmarks.Summary;

namespace Flagsmith.Polling.Tests.Benchmarks;

public sealed class SummaryTests
{
    private static readonly string[] Members = ["id", "measured", "target", "ok"];

    [Test]
    public void AllIds_AreTheAgreedRows() => SummaryMode.AllIds.Should().BeEquivalentTo(
        "read.key.bool", "read.key.typed", "read.name.bool", "read.bytes", "read.identity.name", "read.names.worst", "read.names.median", "names.hostile", "read.threads",
        "peer.featuremanagement.name", "peer.featuremanagement.key",
        "parse.1000", "parse.10000", "parse.first", "parse.delta", "parse.bytes", "parse.delta.bytes", "poll.unchanged.bytes",
        "identity.hit", "identity.hit.bytes", "identity.hit.traits", "identity.hit.traits.bytes", "identity.bytes", "identity.parse",
        "rebase.bytes", "rebase.read", "rebase.slice", "web.overhead", "gate.overhead", "gate.bytes", "webhook.p99",
        "local.one", "local.ten", "local.one.bytes", "local.all", "local.override", "local.hit", "local.depends", "local.threads",
        "document.compile", "document.unchanged.bytes", "identity.miss");

    [TestCase(1.0, 2.0, Verdict.Ok)]
    [TestCase(2.0, 2.0, Verdict.Ok)]
    [TestCase(2.01, 2.0, Verdict.Short)]
    public void AtMost_TellsWhetherTheTargetIsMet(double measured, double target, object verdict) =>
        SummaryRow.AtMost("row", measured, target, "").Verdict.Should().Be((Verdict)verdict);

    [TestCase(2.0, 2.0, Verdict.Ok)]
    [TestCase(1.99, 2.0, Verdict.Short)]
    public void AtLeast_TellsWhetherTheTargetIsMet(double measured, double target, object verdict) =>
        SummaryRow.AtLeast("row", measured, target, "").Verdict.Should().Be((Verdict)verdict);

    [Test, SetCulture("de-DE")]
    public void Row_IsOneLine_TheSameInEveryCulture()
    {
        SummaryRow.AtMost("read.name.bool", 0.75, 1.25, "7.9 / 10.6 ns").ToString().Should().MatchRegex(@"^read\.name\.bool +0\.75 +≤ 1\.25 +ok +7\.9 / 10\.6 ns$");
        SummaryRow.AtLeast("peer", 1.5, 8, "").ToString().Should().MatchRegex(@"^peer +1\.5 +≥ 8 +short *$");
    }

    [Test]
    public void File_HoldsIdMeasuredTargetAndOk()
    {
        var noisy = SummaryRow.AtMost("c", 1, 2, "") with { Verdict = Verdict.Noisy };

        using var file = JsonDocument.Parse(SummaryFile.Write([SummaryRow.AtMost("a", 1.23456, 2, "x"), SummaryRow.AtMost("b", 3, 2, "x"), noisy]));

        var rows = file.RootElement.EnumerateArray().ToArray();
        rows.Select(row => row.EnumerateObject().Select(member => member.Name)).Should().OnlyContain(names => names.SequenceEqual(Members));
        rows.Select(row => row.GetProperty("id").GetString()).Should().Equal("a", "b", "c");
        rows[0].GetProperty("measured").GetDouble().Should().Be(1.2346);
        rows.Select(row => row.GetProperty("ok").ValueKind).Should().Equal(JsonValueKind.True, JsonValueKind.False, JsonValueKind.Null);
    }

    [Test]
    public void Start_UnknownRow_IsNotItsOwn() => new SummaryMode().Start(["read.nothing"]).Should().BeNull();
}
