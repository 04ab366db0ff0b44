using System.Text;
using System.Text.Json;
using Flagsmith.Polling.Snapshots;
using Flagsmith.Polling.Wire;

namespace Flagsmith.Polling.Tests.Wire;

public sealed class FlagListReaderTests
{
    [TestCase("\"text\"", FlagValueKind.String, "text")]
    [TestCase("\"\"", FlagValueKind.String, "")]
    [TestCase("null", FlagValueKind.Null, "")]
    [TestCase("true", FlagValueKind.Boolean, "true")]
    [TestCase("42", FlagValueKind.Integer, "42")]
    [TestCase("-9223372036854775808", FlagValueKind.Integer, "-9223372036854775808")]
    [TestCase("9223372036854775808", FlagValueKind.String, "9223372036854775808")]
    [TestCase("-9223372036854775809", FlagValueKind.String, "-9223372036854775809")]
    [TestCase("9223372036854775808.0", FlagValueKind.Double, "9.223372036854776E+18")]
    [TestCase("10.0", FlagValueKind.Double, "10")]
    [TestCase("1E+1", FlagValueKind.Double, "10")]
    [TestCase("1e999", FlagValueKind.String, "1e999")]
    [TestCase("{\"a\": [1, 2]}", FlagValueKind.String, "{\"a\": [1, 2]}")]
    public void Read_ValueOfAnyJsonType_KeepsKindAndText(string json, FlagValueKind kind, string text)
    {
        var value = Single($$"""{"feature":{"name":"f"},"enabled":true,"feature_state_value":{{json}}}""").Value;

        value.Kind.Should().Be(kind);
        value.ToString().Should().Be(text);
    }

    [TestCase("\"2026-01-02T03:04:05Z\"", "2026-01-02T03:04:05.0000000+00:00")]
    [TestCase("\"2026-01-02T03:04:05.1234567Z\"", "2026-01-02T03:04:05.1234567+00:00")]
    [TestCase("\"2026-01-02T03:04:05.12Z\"", "2026-01-02T03:04:05.1200000+00:00")]
    [TestCase("\"2026-01-02T03:04:05.123Z\"", "2026-01-02T03:04:05.1230000+00:00")]
    [TestCase("\"2026-01-02T03:04:05.1234Z\"", "2026-01-02T03:04:05.1234000+00:00")]
    [TestCase("\"2026-01-02T03:04:05.12345+00:00\"", "2026-01-02T03:04:05.1234500+00:00")]
    [TestCase("\"2026-01-02T03:04:05.123456Z\"", "2026-01-02T03:04:05.1234560+00:00")]
    [TestCase("\"2026-01-02 03:04:05.123456\"", "2026-01-02T03:04:05.1234560+00:00")]
    [TestCase("\"2026-01-02T03:04:05.5+02:00\"", "2026-01-02T03:04:05.5000000+02:00")]
    [TestCase("\"2026-01-02T03:04:05\"", "2026-01-02T03:04:05.0000000+00:00")]
    [TestCase("\"2026-01-02 03:04:05+00:00\"", "2026-01-02T03:04:05.0000000+00:00")]
    [TestCase("\"2026-01-02 03:04:05.00000000000000000000000000000000000000000000\"", "2026-01-02T03:04:05.0000000+00:00")] // 64 characters
    [TestCase("\"2026-01-02 03:04:05.000000000000000000000000000000000000000000000\"", null)]
    [TestCase("\"yesterday\"", null)]
    [TestCase("17", null)]
    [TestCase("null", null)]
    public void Read_Date_TakesEveryFormSeen(string json, string? expected)
    {
        var date = Single($$$"""{"feature":{"name":"f","created_date":{{{json}}}},"enabled":true}""").Feature.CreatedDate?.ToString("O");

        date.Should().Be(expected);
    }

    [Test]
    public void Read_SlimBodyWithExtras_FillsWhatIsThere()
    {
        var flag = Single("""{"new":{"x":[1]},"feature":{"id":3.0,"name":"f","type":"NEWEST","more":[{}]},"enabled":false,"feature_state_value":1,"variant":"a","reason":"SPLIT","id":null}""");

        flag.Feature.Id.Should().Be(3);
        flag.Feature.Type.Should().Be("NEWEST");
        flag.Should().BeEquivalentTo(new { Id = (long?)null, Enabled = false, Variant = "a", Reason = "SPLIT", IsIdentityOverride = false });
        flag.Feature.DefaultEnabled.Should().BeNull();
    }

    [Test]
    public void Read_OldServersProjectAndFlagType_AreKept()
    {
        var flag = Single("""{"feature":{"name":"f","type":"CONFIG","project":12,"initial_value":5},"enabled":true,"identity":4}""");

        flag.Feature.Should().BeEquivalentTo(new { Type = "CONFIG", ProjectId = 12L, InitialValue = "5" });
        flag.IsIdentityOverride.Should().BeTrue();
    }

    [Test]
    public void Read_SegmentAndIdentityAsObjects_ArePassedOver()
    {
        var list = Read($$"""[{"feature":{"name":"f"},"feature_segment":{"priority":0,"enabled":false,"of":[{"id":1}]},"identity":{"id":7,"name":"x"},"environment":9,"enabled":true},{{Bodies.Flag("next")}}]""");

        list.Malformed.Should().Be(0);
        list.Flags[0].Should().BeEquivalentTo(new { Enabled = true, EnvironmentId = 9L, IsIdentityOverride = false, Id = (long?)null });
        list.Flags[1].Feature.Name.Should().Be("next");
    }

    [TestCase("""{"enabled":true}""")]
    [TestCase("""{"feature":null,"enabled":true}""")]
    [TestCase("""{"feature":{"name":null},"enabled":true}""")]
    [TestCase("""{"feature":{"name":5},"enabled":true}""")]
    [TestCase("""{"feature":{"name":""},"enabled":true}""")]
    [TestCase("""{"feature":{"name":"\ud800"},"enabled":true}""")]
    [TestCase("""{"feature":{"name":"f"}}""")]
    [TestCase("""{"feature":{"name":"f"},"enabled":"true"}""")]
    [TestCase("""[1,[2]]""")]
    [TestCase("7")]
    public void Read_OneMalformedFlag_IsSkippedAndTheOthersStay(string malformed)
    {
        var list = Read($"[{malformed},{Bodies.Flag("good")}]");

        list.Malformed.Should().Be(1);
        list.Flags.Should().ContainSingle().Which.Feature.Name.Should().Be("good");
    }

    [TestCase("[FLAG,FLAG,FLAG]", 3, true)]
    [TestCase("[FLAG,FLAG,FLAG]", 2, false)]
    [TestCase("[FLAG,7,{},FLAG]", 4, true)]
    [TestCase("[FLAG,7,{},FLAG]", 3, false)]
    [TestCase("[7,7]", 1, false)]
    [TestCase("[]", 0, true)]
    public void Read_MoreEntriesThanAllowed_Throws(string list, int maxFlags, bool isAllowed)
    {
        var read = FluentActions.Invoking(() => FlagListReader.Read(Encoding.UTF8.GetBytes(list.Replace("FLAG", Bodies.Flag("f"), StringComparison.Ordinal)), maxFlags));

        if (isAllowed)
        {
            read.Should().NotThrow();
        }
        else
        {
            read.Should().Throw<FlagLimitException>();
        }
    }

    [TestCase(256)]
    [TestCase(257)]
    [TestCase(2_000)]
    public void Read_LongName_IsRead_AndFoundAmongTheKnown(int length)
    {
        var body = Encoding.UTF8.GetBytes(Bodies.List(Bodies.Flag("a"), Bodies.Flag(new string('n', length))));
        var known = FlagSnapshotAssembly.Assemble(FlagListReader.Read(body).Flags, 1, FlagSource.Api, fetchedAt: null).Base;
        var swapped = Encoding.UTF8.GetBytes(Bodies.List(Bodies.Flag(new string('n', length)), Bodies.Flag("a")));

        var read = FlagListReader.Read(swapped, known, int.MaxValue);

        read.Flags.Select(flag => flag.Feature.Name.Length).Should().Equal(length, 1);
        read.Flags[0].Should().BeSameAs(known[1]);
    }

    [TestCase("STANDARD")]
    [TestCase("MULTIVARIATE")]
    public void Read_UsualType_IsOneStringForAllFlags(string type) =>
        Single($$$"""{"feature":{"name":"f","type":"{{{type}}}"},"enabled":true}""").Feature.Type.Should().BeSameAs(string.Intern(type));

    [TestCase("")]
    [TestCase("{}")]
    [TestCase("null")]
    [TestCase("<html>")]
    [TestCase("[")]
    [TestCase("[] []")]
    [TestCase("[{\"feature\":{\"name\":\"f\"},\"enabled\":true}")]
    public void Read_NotOneArray_Throws(string body) => FluentActions.Invoking(() => Read(body)).Should().Throw<JsonException>();

    [Test]
    public void Read_InvalidUtf8_Throws() =>
        FluentActions.Invoking(() => FlagListReader.Read([(byte)'[', (byte)'"', 0xC3, (byte)'"', (byte)']'])).Should().Throw<JsonException>();

    [Test]
    public void Read_ByteOrderMark_IsPassedOver() => Read("\uFEFF[]").Flags.Should().BeEmpty();

    private static FlagState Single(string flag) => Read($"[{flag}]").Flags.Single();

    private static FlagList Read(string body) => FlagListReader.Read(Encoding.UTF8.GetBytes(body));
}
