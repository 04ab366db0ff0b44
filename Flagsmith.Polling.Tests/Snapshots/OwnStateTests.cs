using Flagsmith.Polling.Snapshots;

namespace Flagsmith.Polling.Tests.Snapshots;

/// <summary>What of a user's flag is the user's own, member by member, as docs/decisions/0028 says. A flag here is its id, on or off, value and variant.</summary>
public sealed class OwnStateTests
{
    // The environment's before, the user's, the environment's now, what the user has now.
    [TestCase("5 on 1", "5 on 1", "5 off 2", "5 off 2", TestName = "Follow: nothing is own")]
    [TestCase("5 on 1", "5 off 1", "5 on 2", "5 on 2", TestName = "Follow: by one id, whether it is on is never own")]
    [TestCase("5 on 1", "5 on 9", "5 off 2", "5 off 9", TestName = "Follow: by one id, a value is own")]
    [TestCase("5 on 1", "5 on 1 v", "5 off 2 w", "5 off 2 v", TestName = "Follow: by one id, a variant is own")]
    [TestCase("5 on 1 u", "5 on 9 u", "5 on 1 w", "5 on 9 w", TestName = "Follow: by one id, a variant that is not own follows")]
    [TestCase("5 on 1", "8 on 1", "5 off 2", "8 on 1", TestName = "Follow: another id is an override")]
    [TestCase("5 on 1", "8 off 9 v", "5 off 2", "8 off 9 v", TestName = "Follow: another id is an override, whatever differs")]
    [TestCase("- on 1", "- on 1", "- off 2", "- off 2", TestName = "Follow: without ids, what is equal is not own")]
    [TestCase("- on 1", "- off 1", "- on 2", "- off 2", TestName = "Follow: without ids, on or off is own")]
    [TestCase("- on 1", "- off 9", "- on 2 w", "- off 9 w", TestName = "Follow: without ids, each member by itself")]
    [TestCase("- on 1", "- on 9", "- off 2", "- off 9", TestName = "Follow: without ids, a value is own")]
    [TestCase("5 on 1", "- off 1", "5 on 2", "5 off 2", TestName = "Follow: the user's id is missing")]
    [TestCase("- on 1", "5 off 1", "- on 2", "- off 2", TestName = "Follow: the environment's id is missing")]
    [TestCase("- on 1", "- on 9", "- on 9", "- on 9", TestName = "Follow: what the environment has too is not own any more")]
    [TestCase("5 on 1", "5 off 1", "5 on 1", "5 on 1", TestName = "Follow: an unchanged environment")]
    public void Follow_WhatIsOwnStays_TheRestFollows(string from, string user, string to, string expected) =>
        Describe(OwnState.Follow(State(user), State(from), State(to))).Should().Be(expected);

    [TestCase("- on 1", "- on 9", "- on 1")]
    [TestCase("5 on 1", "5 on 9", "5 on 1")]
    [TestCase("- on 1", "- off 1", "- on 1")]
    [TestCase("5 on 1", "8 on 9", "5 off 2")]
    public void Follow_NothingChangesForTheUser_IsTheSameObject(string from, string user, string to)
    {
        var state = State(user);

        OwnState.Follow(state, State(from), State(to)).Should().BeSameAs(state, "parsed values stay with it");
    }

    [TestCase("5 on 1", "5 on 1", "5 off 2")]
    [TestCase("- on 1", "- on 9", "- on 9")]
    public void Follow_NothingIsOwn_IsTheEnvironmentsObject(string from, string user, string to)
    {
        var now = State(to);

        OwnState.Follow(State(user), State(from), now).Should().BeSameAs(now);
    }

    [Test]
    public void Follow_SetByIdentity_IsAnOverride_WithoutIds()
    {
        var state = new FlagState { IsIdentityOverride = true, Enabled = true, Value = "1", Feature = State("- on 1").Feature };

        OwnState.Follow(state, State("- on 1"), State("- off 2")).Should().BeSameAs(state);
    }

    [Test]
    public void Follow_ReasonIsTheUsers_TheRestOfTheFeatureTheEnvironments()
    {
        var user = new FlagState { Enabled = true, Value = "9", Reason = "SPLIT", EnvironmentId = 1, Feature = new FeatureInfo { Name = "f", Description = "before" } };
        var to = new FlagState { Enabled = true, Value = "2", Reason = "DEFAULT", EnvironmentId = 2, Feature = new FeatureInfo { Name = "f", Description = "now" } };

        var followed = OwnState.Follow(user, State("- on 1"), to);

        followed.Should().BeEquivalentTo(new { Value = (FlagValue)"9", Reason = "SPLIT", EnvironmentId = 2L });
        followed.Feature.Should().BeSameAs(to.Feature);
    }

    [TestCase("5 on 1", "5 off 1", "5 off 1")]
    [TestCase("5 on 9", "5 on 1", "5 on 9")]
    [TestCase("8 on 1", "5 off 1", "8 on 1")]
    [TestCase("- on 1", "5 off 1", "- on 1")]
    [TestCase("- on 1", "- off 1", "- on 1")]
    public void Meet_FlagThatTheEnvironmentNowHasToo(string user, string to, string expected) => Describe(OwnState.Meet(State(user), State(to))).Should().Be(expected);

    private static FlagState State(string text)
    {
        var parts = text.Split(' ');
        return new FlagState
        {
            Id = parts[0] == "-" ? null : long.Parse(parts[0], System.Globalization.CultureInfo.InvariantCulture),
            Enabled = parts[1] == "on",
            Value = parts[2],
            Variant = parts.ElementAtOrDefault(3),
            Feature = new FeatureInfo { Name = "f" },
        };
    }

    private static string Describe(FlagState state) =>
        $"{state.Id?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "-"} {(state.Enabled ? "on" : "off")} {state.Value}{(state.Variant is null ? "" : " " + state.Variant)}";
}
