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

    // Which flags of the second user are the first user's, besides what the environment says. The first in a response is always read.
    [TestCase("0 1 2 3", "1 2 3")]
    [TestCase("0 1", "1")]
    [TestCase("0 2 3", "3")]
    [TestCase("0 new 1 2 3", "1 2 3")]
    [TestCase("0 nameless 1 2 3", "1 2 3")]
    [TestCase("0 broken 1 2 3", "1 2 3")]
    [TestCase("longer 1 2 3", "1 2 3")]
    [TestCase("shorter 1 2 3", "1 2 3")]
    public void FlagsAsTheFirstUserHasThem_AreTheSameObjects(string flags, string shared)
    {
        var environment = EnvironmentOf(4);
        var first = Read(User([.. Enumerable.Range(0, 4).Select(index => Flag(index, "\"own\""))]), environment);

        var second = Read(User([.. flags.Split(' ').Select(Entry)]), environment);

        string.Join(' ', Enumerable.Range(0, 4).Where(index => second.Known[index] is { } flag && ReferenceEquals(flag, first.Known[index]))).Should().Be(shared);

        static string Entry(string entry) => entry switch
        {
            "new" => Flag(7),
            "nameless" => """{"feature":{"name":5},"enabled":true}""",
            "broken" => """{"feature":{"name":"\ud800"},"enabled":true}""",
            "longer" => Flag(0, "\"longer\""),
            "shorter" => Flag(0, "1"),
            _ => Flag(int.Parse(entry, System.Globalization.CultureInfo.InvariantCulture), "\"own\""),
        };
    }

    [TestCase("null", "")]
    [TestCase("\"longer\"", "")]
    [TestCase("1", "")]
    [TestCase("null", " ")]
    public void FeatureThatTheEnvironmentDoesNotHave_IsSharedByUsers(string value, string behindFeature)
    {
        var own = Flag(1).Replace("\"id\":3,", "\"id\":99,", StringComparison.Ordinal);
        var first = Read(User(Flag(0), own, Flag(2))).Known[1]!.Feature;
        var other = own.Replace("\"feature_state_value\":null", "\"feature_state_value\":5", StringComparison.Ordinal)
            .Replace("},\"feature_state_value\"", $"}}{behindFeature},\"feature_state_value\"", StringComparison.Ordinal);

        var second = Read(User(Flag(0, value), other, Flag(2))).Known[1]!;

        second.Feature.Id.Should().Be(99);
        second.Feature.Should().BeSameAs(first);
        second.Value.Should().Be((FlagValue)5);
    }

    [TestCase("""{"name":{"name":"flag1","id":3},"id":3}""")]
    [TestCase("""{"id":3,"name":{"id":3,"name":"flag1"}}""")]
    [TestCase("""{"id":3,"name":[{"id":3,"name":"flag1"}]}""")]
    [TestCase("""{"id":3,"name":"flag1","name":{"id":3,"name":"flag1"}}""")]
    public void NameThatIsNoText_IsNotLookedInto(string feature)
    {
        var response = Read(User(Flag(0), $$"""{"feature":{{feature}},"enabled":true}""", Flag(2)));

        response.Malformed.Should().Be(1);
        response.Known.Select(static flag => flag is not null).Should().Equal(true, false, true);
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

    [Test]
    public void HiddenDetails_OfSomeFlagsAlone_AreNotHidden([Values] bool isFirst)
    {
        string[] hidden = [.. Enumerable.Range(0, 3).Select(index => Flag(index).Replace("\"id\":7,", "\"id\":null,", StringComparison.Ordinal))];
        Read(isFirst ? User(hidden[0], Flag(1), Flag(2)) : User(Flag(0), Flag(1), Flag(2)));

        Read(User(hidden[0], Flag(1), Flag(2))).HidesDetails.Should().BeFalse();
    }

    [Test]
    public void HiddenDetails_OfAllFlags_AreSharedToo()
    {
        string[] hidden = [.. Enumerable.Range(0, 3).Select(index => Flag(index, "\"own\"").Replace("\"id\":7,", "\"id\":null,", StringComparison.Ordinal))];

        Read(User(hidden)).Known[1].Should().BeSameAs(Read(User(hidden)).Known[1]);
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

    private static IdentityResponse Read(string body, FlagBase flags) => IdentityResponseReader.Read(Encoding.UTF8.GetBytes(body), flags);

    private IdentityResponse Read(string body) => Read(body, _flags);
}
