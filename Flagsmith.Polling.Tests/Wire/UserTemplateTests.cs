using System.Text;
using System.Text.Json;
using Flagsmith.Polling.Snapshots;
using Flagsmith.Polling.Wire;

namespace Flagsmith.Polling.Tests.Wire;

/// <summary>A user's response read beside another user's says exactly what it says alone.</summary>
public sealed class UserTemplateTests
{
    private readonly FlagBase _flags = EnvironmentOf(3);

    [Test]
    public void SecondUser_HasHisOwnFlagsAndTheEnvironmentsOthers()
    {
        Read(User(Flag(0), Flag(1, "\"mine\""), Flag(2)));

        var response = Read(User(Flag(0), Flag(1), Flag(2, "\"yours\"")));

        response.Known[0].Should().BeSameAs(_flags[0]);
        response.Known[1].Should().BeSameAs(_flags[1], "the first user's own value is not this one's");
        response.Known[2]!.Value.Should().Be((FlagValue)"yours");
        response.Known[2]!.Feature.Should().BeSameAs(_flags[2].Feature);
        response.Over(_flags).Differences.Should().Be(1);
    }

    [Test]
    public void SameValueAsTheFirstUser_IsTheSameObject()
    {
        var first = Read(User(Flag(0), Flag(1, "\"variant\""), Flag(2))).Known[1];

        Read(User(Flag(0), Flag(1, "\"variant\""), Flag(2))).Known[1].Should().BeSameAs(first);
    }

    [Test]
    public void OtherFlagsThanTheFirstUser_AreRead()
    {
        Read(User(Flag(0), Flag(1), Flag(2)));

        var response = Read(User(Flag(2), Flag(7), Flag(0, "5")));

        response.Known[1].Should().BeNull();
        response.Known[0]!.Value.Should().Be((FlagValue)5);
        response.Unknown.Should().ContainSingle().Which.Feature.Name.Should().Be("flag7");
    }

    [Test]
    public void TraitsAndMembersAroundTheFlags_AreRead()
    {
        Read(User(Flag(0), Flag(1), Flag(2)));
        var flags = string.Join(",", Flag(0), Flag(1), Flag(2));

        var response = Read($$"""{"traits":[{"trait_key":"before","trait_value":1}],"new":{"x":[1]},"flags":[{{flags}}],"identifier":"u"}""");
        var behind = Read($$"""{"flags":[{{flags}}],"traits":[{"trait_key":"behind","trait_value":1}]}""");

        response.Traits.Should().ContainSingle().Which.Key.Should().Be("before");
        behind.Traits.Should().ContainSingle().Which.Key.Should().Be("behind");
    }

    [Test]
    public void HiddenDetails_AreSeenInEachResponse()
    {
        string[] hidden = [.. Enumerable.Range(0, 3).Select(index => Flag(index).Replace("\"id\":7,", "\"id\":null,", StringComparison.Ordinal))];

        Read(User(hidden)).HidesDetails.Should().BeTrue();
        Read(User(hidden)).HidesDetails.Should().BeTrue("also where no entry was read");
        Read(User(Flag(0), hidden[1], hidden[2])).HidesDetails.Should().BeFalse();
        Read(User(Flag(0), Flag(1), Flag(2))).HidesDetails.Should().BeFalse();
    }

    [TestCase("]]}")]
    [TestCase("]")]
    [TestCase("")]
    [TestCase("]} x")]
    public void BrokenBehindWhatIsTheSame_Throws(string end)
    {
        var good = User(Flag(0), Flag(1), Flag(2));
        Read(good);

        FluentActions.Invoking(() => Read(good[..^2] + end)).Should().Throw<JsonException>();
    }

    [Test]
    public void Template_KeepsNothingButTheFlags()
    {
        Read($$"""{"identifier":"ada","traits":[{"trait_key":"plan","trait_value":"gold"}],"flags":[{{Flag(0)}},{{Flag(1)}},{{Flag(2)}}],"more":"secret"}""");

        var kept = Encoding.UTF8.GetString(((UserTemplate)_flags.Template!).Flags);

        kept.Should().StartWith("[{").And.EndWith("}]");
        kept.Should().NotContainAny("ada", "gold", "secret");
    }

    private static FlagBase EnvironmentOf(int flags) => FlagSnapshotAssembly.Assemble(
        FlagListReader.Read(Encoding.UTF8.GetBytes(Bodies.List([.. Enumerable.Range(0, flags).Select(index => Flag(index))]))).Flags, 1, FlagSource.Api, null).Base;

    private static string User(params string[] flags) => $$"""{"identifier":"u","traits":[],"flags":[{{string.Join(",", flags)}}]}""";

    private static string Flag(int index, string value = "null") => Bodies.Flag($"flag{index}", enabled: true, value).Trim();

    private IdentityResponse Read(string body) => IdentityResponseReader.Read(Encoding.UTF8.GetBytes(body), _flags);
}
