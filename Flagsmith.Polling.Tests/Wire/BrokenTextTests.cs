using System.Text;
using Flagsmith.Polling.Snapshots;
using Flagsmith.Polling.Wire;

namespace Flagsmith.Polling.Tests.Wire;

/// <summary>Half of a surrogate pair costs the member in which it stands, or the flag whose name it is, and never the body.</summary>
public sealed class BrokenTextTests
{
    private const string Whole =
        """{"id":1,"feature":{"id":2,"name":"f","created_date":"2026-01-02T03:04:05Z","description":"d","initial_value":"i","default_enabled":true,"type":"MULTIVARIATE"},"feature_state_value":"v","environment":9,"variant":"va","reason":"r","identity":4,"enabled":true}""";

    private const string KillSwitch = """{"feature":{"id":3,"name":"kill"},"enabled":false,"feature_state_value":"off"}""";

    private static readonly string[] Halves = [@"\ud83d", @"\udc00", @"\uD83Dx", @"\ud83d\n", @"\ud83d\u0041", @"\ude00\ud83d", @"\\\ud83d", @"x\ud83d\ude00\udbff"];

    private static readonly (string Part, string Broken, Func<FlagState, object?> Read, object? Expected)[] Members =
    [
        ("\"MULTIVARIATE\"", "\"MULTI|\"", flag => flag.Feature.Type, "STANDARD"),
        ("\"d\"", "\"d|\"", flag => flag.Feature.Description, null),
        ("\"i\"", "\"|i\"", flag => flag.Feature.InitialValue, null),
        ("05Z\"", "05|Z\"", flag => flag.Feature.CreatedDate, null),
        ("05Z\"", "05|\"", flag => flag.Feature.CreatedDate, null),
        ("\"va\"", "\"va|\"", flag => flag.Variant, null),
        ("\"r\"", "\"|\"", flag => flag.Reason, null),
        ("\"v\"", "\"v|\"", flag => flag.Value, FlagValue.Null),
        ("\"v\"", "{\"|\":\"|\"}", flag => flag.Value.ToString(), "{\"|\":\"|\"}"),
        ("\"identity\":4", "\"identity\":\"|\"", flag => flag.IsIdentityOverride, false),
        ("\"id\":1", "\"id\":\"|\"", flag => flag.Id, null),
        ("\"environment\":9", "\"environment\":\"|\"", flag => flag.EnvironmentId, null),
        ("\"default_enabled\":true", "\"default_enabled\":\"|\"", flag => flag.Feature.DefaultEnabled, null),
        ("\"variant\":", "\"variant|\":", flag => flag.Variant, null),
        ("\"description\":", "\"|description\":", flag => flag.Feature.Description, null),
        ("\"id\":1", "\"|\":\"|\",\"id\":1", flag => flag.Id, 1L),
        ("\"id\":2", "\"id\":2,\"new|\":{\"|\":[\"|\"]}", flag => flag.Feature.Id, 2L),
    ];

    private static IEnumerable<TestCaseData> BrokenMembers() =>
        from half in Halves
        from member in Members
        select new TestCaseData(
            Whole.Replace(member.Part, member.Broken, StringComparison.Ordinal).Replace("|", half, StringComparison.Ordinal),
            member.Read,
            member.Expected is string text ? text.Replace("|", half, StringComparison.Ordinal) : member.Expected)
            .SetArgDisplayNames(member.Broken.Replace("|", half, StringComparison.Ordinal));

    [TestCaseSource(nameof(BrokenMembers))]
    public void BrokenMember_IsLostAlone(string broken, Func<FlagState, object?> read, object? expected)
    {
        var body = Bodies.List(broken, KillSwitch);

        foreach (var list in ReadInEachWay(body))
        {
            list.Malformed.Should().Be(0);
            list.Flags.Select(flag => flag.Feature.Name).Should().Equal("f", "kill");
            read(list.Flags[0]).Should().Be(expected);
            list.Flags[0].Enabled.Should().BeTrue();
            list.Flags[1].Enabled.Should().BeFalse("the kill switch in the same body applies");
            list.BrokenValues.Should().Be(broken.Contains("\"v\"", StringComparison.Ordinal) || list.Flags[0].Value.Kind == FlagValueKind.String ? 0 : 1);
        }
    }

    [TestCaseSource(nameof(Halves))]
    public void BrokenName_LosesTheFlag(string half)
    {
        var body = Bodies.List(Whole.Replace("\"f\"", $"\"f{half}\"", StringComparison.Ordinal), KillSwitch);

        foreach (var list in ReadInEachWay(body))
        {
            (list.Malformed, list.BrokenValues).Should().Be((1, 0));
            list.Flags.Should().ContainSingle().Which.Feature.Name.Should().Be("kill");
        }
    }

    [TestCase("\"enabled\":true", "\"enabled\":\"|\"")]
    [TestCase("\"enabled\":true", "\"enabled|\":true")]
    [TestCase("\"name\":", "\"na|me\":")]
    [TestCase("\"feature\":", "\"|feature\":")]
    public void BrokenInANeededMember_LosesTheFlag(string part, string broken)
    {
        var body = Bodies.List(Whole.Replace(part, broken.Replace("|", @"\ud83d", StringComparison.Ordinal), StringComparison.Ordinal), KillSwitch);

        foreach (var list in ReadInEachWay(body))
        {
            (list.Malformed, list.BrokenValues).Should().Be((1, 0));
            list.Flags.Should().ContainSingle().Which.Feature.Name.Should().Be("kill");
        }
    }

    [Test]
    public void WholePairsAndOtherEscapes_AreText()
    {
        var flag = FlagListReader.Read(Encoding.UTF8.GetBytes($"[{Whole.Replace("\"v\"", """
            "\ud83d\ude00\uD83D\uDE00 \\ud83d \"\/\b\n\u0041\ufffd"
            """, StringComparison.Ordinal)}]")).Flags.Single();

        flag.Value.Should().Be((FlagValue)"😀😀 \\ud83d \"/\b\nA\ufffd");
    }

    [TestCaseSource(nameof(Halves))]
    public void InAUsersResponse_CostsTheTraitOrTheMember(string half)
    {
        var body = """
            {"|":"|","identifier":"u","flags|":[7],"traits":[{"trait_key":"a|","trait_value":1},{"trait_key":"b","trait_value":"|"},{"trait_key":"c","trait_value":3,"|":"|"},{"trait_key|":"d","trait_value":4}],
             "flags":[{"feature":{"id":2,"name":"f"},"enabled":true,"feature_state_value":"x|"},{"feature":{"id":3,"name":"kill|"},"enabled":true},{"feature":{"id":3,"name":"kill"},"enabled":false}]}
            """.Replace("|", half, StringComparison.Ordinal);

        foreach (var flags in (FlagBase[])[FlagBase.Empty, BaseOf(Bodies.List(Whole, KillSwitch))])
        {
            var response = IdentityResponseReader.Read(Encoding.UTF8.GetBytes(body), flags);

            (response.Malformed, response.BrokenValues, response.Identifier).Should().Be((1, 1, "u"));
            response.Traits.Should().ContainSingle().Which.Key.Should().Be("c");
            response.Flags.Select(flag => (flag.Feature.Name, flag.Enabled, flag.Value)).Should().Equal(("f", true, FlagValue.Null), ("kill", false, FlagValue.Null));
        }
    }

    [Test]
    public void BrokenValue_InABodyThatStays_IsCountedEachTime()
    {
        var flags = BaseOf(Bodies.List(KillSwitch, Whole));
        var user = $$"""{"flags":[{{KillSwitch}},{{Whole.Replace("\"v\"", "\"\\ud800\"", StringComparison.Ordinal)}}]}""";

        for (var turn = 0; turn < 3; turn++)
        {
            IdentityResponseReader.Read(Encoding.UTF8.GetBytes(user), flags).BrokenValues.Should().Be(1);
        }
    }

    private static IEnumerable<FlagList> ReadInEachWay(string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        yield return FlagListReader.Read(bytes);
        foreach (var last in (string[])[Bodies.List(Whole, KillSwitch), Bodies.List(Whole, KillSwitch.Replace("false", "true", StringComparison.Ordinal)), Bodies.List(KillSwitch, Whole)])
        {
            var known = FlagListReader.Read(Encoding.UTF8.GetBytes(last));
            var flags = BaseOf(last);
            yield return FlagListReader.Read(bytes, flags, int.MaxValue);
            yield return FlagListReader.Read(bytes, Encoding.UTF8.GetBytes(last), FlagLayout.OfEnvironment(known, flags)!, int.MaxValue);
        }
    }

    private static FlagBase BaseOf(string body) =>
        FlagSnapshotAssembly.Assemble(FlagListReader.Read(Encoding.UTF8.GetBytes(body)).Flags, 1, FlagSource.Api, null).Base;
}
