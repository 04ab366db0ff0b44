using System.Text;
using Flagsmith.Polling.Snapshots;
using Flagsmith.Polling.Tests.Robustness;
using Flagsmith.Polling.Wire;

namespace Flagsmith.Polling.Tests.Wire;

/// <summary>A member of another type reads as null, a member of another name as if it were not there; whatever it holds, its neighbours count.</summary>
public sealed class OddMembersTests
{
    private static readonly string[] Odd =
    [
        """{"name":"other","id":99,"enabled":false,"feature":{"name":"other","id":99}}""",
        """[{"name":"other"},"name","other",["id",99],{"feature":{"name":"other"},"enabled":true}]""",
        "{}",
        "[]",
    ];

    private static readonly (string Name, string Value)[] OfFlag =
        [("id", "1"), ("environment", "9"), ("variant", "\"v\""), ("reason", "\"r\""), ("identity", "4"), ("enabled", "true"), ("new", "0"), ("feature_state_value", "5")];

    private static readonly (string Name, string Value)[] OfFeature =
    [
        ("id", "2"), ("type", "\"MULTIVARIATE\""), ("created_date", "\"2026-01-02T03:04:05Z\""), ("description", "\"d\""), ("default_enabled", "true"), ("project", "3"), ("new", "0"),
        ("name", "\"f\""), ("initial_value", "\"i\""),
    ];

    private static readonly string Whole = Flag([]);

    // As long as the names that are read: those are distinguished by their length first.
    private static readonly string[] OtherNames =
        ["ix", "nane", "typo", "reasom", "emabled", "featura", "variamt", "projekt", "idemtity", "descriptiom", "environmemt", "created_dale", "initial_valua", "default_emabled", "feature_state_valua"];

    private static IEnumerable<TestCaseData> OddMembers() =>
        from member in OfFlag.Select(member => member.Name).Append("feature").Concat(OfFeature.Select(member => $"feature.{member.Name}"))
        where member is not ("feature_state_value" or "feature.initial_value") // any JSON is a value
        from odd in Odd
        where !(member == "feature" && odd.Contains("\"name\":\"other\",", StringComparison.Ordinal) && odd.StartsWith('{')) // a feature like any other
        select new TestCaseData(member, odd).SetArgDisplayNames(member, odd);

    [TestCaseSource(nameof(OddMembers))]
    public void ValueOfAnotherType_ReadsAsNull(string member, string odd) =>
        ReadInEachWay(Flag([(member, odd)])).Should().Equal(ReadInEachWay(Flag([(member, "null")])));

    [TestCase("\"text\"")]
    [TestCase("77")]
    [TestCase("false")]
    public void OtherName_CountsForNothing(string value) =>
        ReadInEachWay(Flag([.. OtherNames.SelectMany(name => new[] { (name, value), ($"feature.{name}", value) })])).Should().Equal(ReadInEachWay(Whole));

    [Test]
    public void EachMember_Counts() => // otherwise the cases above would compare nothing
        OfFlag.Select(member => member.Name).Concat(OfFeature.Select(member => $"feature.{member.Name}")).Where(name => !name.EndsWith("new", StringComparison.Ordinal))
            .Select(name => ReadInEachWay(Flag([(name, "null")]))[0]).Should().NotContain(ReadInEachWay(Whole)[0]);

    /// <summary>Makes a flag of which some members are others.</summary>
    private static string Flag((string Member, string Value)[] others)
    {
        var feature = Members(OfFeature, others.Where(other => other.Member.StartsWith("feature.", StringComparison.Ordinal)).Select(other => (other.Member["feature.".Length..], other.Value)));
        return Members([("feature", feature), .. OfFlag], others.Where(other => !other.Member.Contains('.', StringComparison.Ordinal)));
    }

    private static string Members(IEnumerable<(string Name, string Value)> members, IEnumerable<(string Name, string Value)> others)
    {
        var byName = new OrderedDictionary<string, string>(members.Select(member => KeyValuePair.Create(member.Name, member.Value)));
        foreach (var (name, value) in others)
        {
            byName[name] = value;
        }

        return $"{{{string.Join(",", byName.Select(member => $"\"{member.Key}\":{member.Value}"))}}}";
    }

    /// <summary>Reads the flag between two others: alone, with known flags, beside the last body, and as a user's.</summary>
    private static string[] ReadInEachWay(string flag)
    {
        var (before, after) = (Bodies.Flag("before"), Bodies.Flag("after"));
        var body = Encoding.UTF8.GetBytes(Bodies.List(before, flag, after));
        var last = Encoding.UTF8.GetBytes(Bodies.List(before, Whole, after));
        var list = FlagListReader.Read(last);
        var flags = FlagSnapshotAssembly.Assemble(list.Flags, 1, FlagSource.Api, fetchedAt: null).Base;
        return
        [
            Describe(FlagListReader.Read(body)),
            Describe(FlagListReader.Read(body, flags, int.MaxValue)),
            Describe(FlagListReader.Read(body, last, FlagLayout.OfEnvironment(list, flags)!, int.MaxValue)),
            Describe(ReadUser(body, FlagBase.Empty)),
            Describe(ReadUser(body, flags)),
            Describe(ReadUser(body, flags)), // beside the first
        ];
    }

    private static IdentityResponse ReadUser(byte[] flags, FlagBase known) => IdentityResponseReader.Read([.. "{\"flags\":"u8, .. flags, .. "}"u8], known);

    private static string Describe(FlagList list) => Describe(list.Flags, list.Malformed, list.BrokenValues);

    private static string Describe(IdentityResponse response) => Describe(response.Flags, response.Malformed, response.BrokenValues);

    private static string Describe(IEnumerable<FlagState> flags, int malformed, int broken) => $"{malformed} {broken} {string.Join(" | ", flags.Select(FlagContent.Of))}";
}
