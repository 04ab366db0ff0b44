using System.Text;
using System.Text.Json;
using Flagsmith.Polling.Snapshots;
using Flagsmith.Polling.Wire;

namespace Flagsmith.Polling.Tests.Wire;

/// <summary>Of several members with one name the last counts, also where the body is read beside one that is known.</summary>
public sealed class RepeatedMembersTests
{
    private const string A = """{"feature":{"id":1,"name":"a"},"enabled":true,"feature_state_value":1}""";
    private const string B = """{"feature":{"id":2,"name":"b"},"enabled":true,"feature_state_value":2}""";
    private const string C = """{"feature":{"id":3,"name":"c"},"enabled":true,"feature_state_value":3}""";

    // What was known, what is read, and what it must say: name, whether enabled, value; "lost" for a flag that is none.
    private static readonly (string Known, string Flag, string Expected)[] Flags =
    [
        ("""{"feature":{"id":2,"name":"b"},"enabled":true,"feature":{"id":2,"name":"b"},"feature_state_value":2}""", """{"feature":{"id":2,"name":"b"},"enabled":true,"feature":{"id":2,"name":"b"},"feature_state_value":5}""", "b True 5"),
        ("""{"feature":{"id":2,"name":"b"},"enabled":true,"feature":{"id":2,"name":"b"},"feature_state_value":2}""", """{"feature":{"id":2,"name":"b"},"enabled":false,"feature":{"id":2,"name":"b"},"feature_state_value":2}""", "b False 2"),
        ("""{"feature":{"id":3,"name":"c"},"feature_state_value":2,"feature":{"id":2,"name":"b"},"enabled":true}""", """{"feature":{"id":3,"name":"c"},"feature_state_value":2,"feature":{"id":2,"name":"b"},"enabled":false}""", "b False 2"),
        ("""{"feature":{"id":3,"name":"c"},"feature":{"id":2,"name":"b"},"enabled":true}""", """{"feature":{"id":3,"name":"c"},"enabled":true}""", "c True "),
        (B, """{"feature":{"id":2,"name":"b"},"feature":{"id":2,"name":"new"},"enabled":true,"feature_state_value":2}""", "new True 2"),
        (B, """{"feature":{"id":2,"name":"b"},"feature":{"id":2},"enabled":true,"feature_state_value":2}""", "lost"),
        (B, """{"feature":{"id":2,"name":"b"},"enabled":true,"feature_state_value":2,"feature":null}""", "lost"),
        (B, """{"feature":{"id":2,"name":"b","name":"new"},"enabled":true,"feature_state_value":2}""", "new True 2"),
        (B, """{"feature":{"id":2,"name":"b","name":"c"},"enabled":true,"feature_state_value":2}""", "c True 2"),
        (B, """{"feature":{"id":2,"name":"b","name":null},"enabled":true,"feature_state_value":2}""", "lost"),
        (B, """{"feature":{"id":2,"name":"b","name":"\ud800"},"enabled":true,"feature_state_value":2}""", "lost"),
        (B, """{"feature":{"id":2,"name":"\ud800","name":"b"},"enabled":true,"feature_state_value":2}""", "b True 2"),
        (B, """{"feature":{"id":2,"name":"b","na\u006de":"new"},"enabled":true,"feature_state_value":2}""", "new True 2"),
        (B, """{"feature":{"id":2,"name":"b"},"enabled":true,"enabled":false,"feature_state_value":2}""", "b False 2"),
        (B, """{"enabled":false,"feature":{"id":2,"name":"b"},"feature_state_value":7,"enabled":true,"feature_state_value":2}""", "b True 2"),
        (B, """{"feature":{"id":2,"name":"b"},"enabled":true,"enabled":null,"feature_state_value":2}""", "lost"),
        (B, """{"feature":{"id":2,"name":"b"},"enabled":true,"feature_state_value":"x","feature_state_value":null}""", "b True "),
        (B, """{"feature":{"id":2,"name":"b"},"enabled":true,"feature_state_value":"\ud800","feature_state_value":"good"}""", "b True good"),
        (B, """{"feature":{"id":2,"name":"b"},"enabled":true,"feature_state_value":"good","feature_state_value":"\ud800"}""", "b True  broken"),
    ];

    private static IEnumerable<TestCaseData> FlagCases() => Flags.Select(flag => new TestCaseData(flag.Known, flag.Flag, flag.Expected).SetArgDisplayNames(flag.Flag));

    [TestCaseSource(nameof(FlagCases))]
    public void Environment_AloneAndBesideTheLast_TakesTheLast(string known, string flag, string expected)
    {
        var body = Encoding.UTF8.GetBytes(Bodies.List(A, flag, C));
        var last = Encoding.UTF8.GetBytes(Bodies.List(A, known, C));
        var list = FlagListReader.Read(last);
        var flags = BaseOf(list);

        Describe(FlagListReader.Read(body)).Should().Be(expected);
        Describe(FlagListReader.Read(body, flags, int.MaxValue)).Should().Be(expected);
        if (FlagLayout.OfEnvironment(list, flags) is { } layout)
        {
            Describe(FlagListReader.Read(body, last, layout, int.MaxValue)).Should().Be(expected);
        }
    }

    [TestCaseSource(nameof(FlagCases))]
    public void User_AloneAndBesideAnother_TakesTheLast(string known, string flag, string expected)
    {
        var flags = BaseOf(FlagListReader.Read(Encoding.UTF8.GetBytes(Bodies.List(A, C, known))));

        Describe(ReadUser(User(flag), FlagBase.Empty)).Should().Be(expected);
        Describe(ReadUser(User(flag), flags)).Should().Be(expected, "the environment's flags are known");
        flags.Template = null;
        ReadUser(User(known), flags);
        flags.Template.Should().NotBeNull();
        Describe(ReadUser(User(flag), flags)).Should().Be(expected, "another user's are known too");
    }

    [TestCase("""{"id":2,"name":"b","type":"NEW","id":7}""", 7, "NEW")]
    [TestCase("""{"id":2,"name":"b","type":"NEW","id":null}""", 0, "NEW")]
    [TestCase("""{"id":7,"name":"b","id":2,"type":"NEW"}""", 2, "STANDARD")]
    [TestCase("""{"name":"b","type":"NEW","id":2}""", 2, "STANDARD")]
    [TestCase("""{"id":2,"name":"c","type":"NEW","name":"b"}""", 2, "STANDARD")]
    public void User_FeatureOfAKnownNameAndId_IsTheEnvironmentsByTheLastOfEach(string feature, long id, string type)
    {
        var flags = BaseOf(FlagListReader.Read(Encoding.UTF8.GetBytes(Bodies.List(A, B, C))));

        var read = ReadUser(User($$"""{"feature":{{feature}},"enabled":true}"""), flags).Known[1]!.Feature;

        (read.Id, read.Name, read.Type).Should().Be((id, "b", type));
    }

    [Test]
    public void User_FlagsTwice_TheSecondListCountsAlone()
    {
        var flags = BaseOf(FlagListReader.Read(Encoding.UTF8.GetBytes(Bodies.List(A, B, C))));
        var hidden = A.Replace("{\"feature\":", "{\"id\":null,\"feature\":", StringComparison.Ordinal);
        var body = $$"""{"flags":[{{hidden}},7,{"feature":{"name":"own"},"enabled":true,"feature_state_value":"\ud800"}],"flags":[{{B}}]}""";
        string[] templates = ["""{"flags":[]}""", $$"""{"flags":[{{A}},{{B}},{{C}}]}"""];

        foreach (var template in templates)
        {
            ReadUser(template, flags);
            var response = ReadUser(body, flags);

            response.Flags.Should().ContainSingle().Which.Feature.Name.Should().Be("b");
            (response.Malformed, response.BrokenValues, response.HidesDetails).Should().Be((0, 0, false));
        }
    }

    [TestCase("""{"flags":[FLAG],"flags":null}""")]
    [TestCase("""{"flags":[FLAG],"flags":{}}""")]
    [TestCase("""{"flags":[FLAG],"fl\u0061gs":[7]}""")]
    public void User_SecondFlagsAreNone_Throws(string body) =>
        FluentActions.Invoking(() => ReadUser(body.Replace("FLAG", B, StringComparison.Ordinal), FlagBase.Empty)).Should().Throw<JsonException>();

    [Test]
    public void User_TraitsAndIdentifierTwice_TheLastCount()
    {
        var response = ReadUser("""{"identifier":"a","traits":[{"trait_key":"x","trait_value":1}],"flags":[],"traits":[{"trait_key":"y","trait_value":2,"trait_value":3}],"identifier":"b"}""", FlagBase.Empty);
        var none = ReadUser("""{"identifier":"a","traits":[{"trait_key":"x","trait_value":1}],"flags":[],"traits":null,"identifier":null}""", FlagBase.Empty);

        response.Traits.Select(trait => (trait.Key, trait.Value)).Should().Equal(("y", (TraitValue)3));
        response.Identifier.Should().Be("b");
        none.Traits.Should().BeEmpty();
        none.Identifier.Should().BeNull();
    }

    private static string Describe(FlagList list) => Describe(list.Flags, list.Malformed, list.BrokenValues);

    private static string Describe(IdentityResponse response) => Describe([.. response.Flags], response.Malformed, response.BrokenValues);

    private static string Describe(IReadOnlyCollection<FlagState> flags, int malformed, int broken)
    {
        if (malformed == 1)
        {
            flags.Select(flag => flag.Feature.Name).Should().BeEquivalentTo("a", "c");
            return "lost";
        }

        malformed.Should().Be(0);
        var own = flags.Where(flag => flag.Value != 1 && flag.Value != 3).Should().ContainSingle().Subject;
        return $"{own.Feature.Name} {own.Enabled} {own.Value}" + (broken > 0 ? " broken" : "");
    }

    // The flag last: where it says that it is c, the last of two with one name counts.
    private static string User(string flag) => $$"""{"flags":[{{A}},{{C}},{{flag}}]}""";

    private static IdentityResponse ReadUser(string body, FlagBase flags) => IdentityResponseReader.Read(Encoding.UTF8.GetBytes(body), flags);

    private static FlagBase BaseOf(FlagList list) => FlagSnapshotAssembly.Assemble(list.Flags, 1, FlagSource.Api, fetchedAt: null).Base;
}
