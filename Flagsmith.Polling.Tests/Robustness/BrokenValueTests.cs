namespace Flagsmith.Polling.Tests.Robustness;

/// <summary>A value that is not valid text reads as none, and that is logged, while the rest of the body applies.</summary>
public sealed class BrokenValueTests
{
    private const string Broken = "\"\\ud83d\"";

    [Test]
    public async Task Environment_IsLoggedOnceForEachChange()
    {
        await using var polling = new PollingHost();
        polling.Api.RespondJson(Bodies.List(Bodies.Flag("banner", value: "\"text\""), Bodies.Flag("kill")));
        await polling.StartAsync();

        polling.Api.RespondJson(Bodies.List(Bodies.Flag("banner", value: Broken), Bodies.Flag("kill", enabled: false)));
        await polling.PollAsync();

        polling.Flags.Current.IsEnabled("kill").Should().BeFalse();
        polling.Flags.Current.IsEnabled("banner").Should().BeTrue();
        polling.Flags.Current.GetValue("banner", "default").Should().Be("default");
        await ShouldHaveLoggedAsync(polling, 1, "the same bytes", Bodies.Flag("banner", value: Broken), Bodies.Flag("kill", enabled: false));
        await ShouldHaveLoggedAsync(polling, 1, "another change", Bodies.Flag("banner", value: Broken), Bodies.Flag("kill"));
        await ShouldHaveLoggedAsync(polling, 2, "one more", Bodies.Flag("banner", value: Broken), Bodies.Flag("kill", value: Broken));
        await ShouldHaveLoggedAsync(polling, 2, "healed", Bodies.Flag("banner"), Bodies.Flag("kill"));
        await ShouldHaveLoggedAsync(polling, 3, "broken again", Bodies.Flag("banner"), Bodies.Flag("kill", value: Broken));
        polling.Logs.Lines.First(line => line.Event == "ValuesBroken").Text.Should().Contain("1 flags").And.NotContain("banner");
    }

    [Test]
    public async Task Environment_BrokenFromTheStart_IsLoggedOnce()
    {
        await using var polling = new PollingHost();
        polling.Api.RespondJson(Bodies.List(Bodies.Flag("banner", value: Broken)));

        await polling.StartAsync();
        await polling.PollAsync();

        polling.Flags.Current.IsEnabled("banner").Should().BeTrue();
        polling.Logs.Count("ValuesBroken").Should().Be(1);
    }

    [Test]
    public async Task User_IsLoggedAtMostOnceAMinute()
    {
        await using var polling = new PollingHost();
        _ = new UsersApi(polling.Api) { FlagsOf = _ => [Bodies.Flag("a_flag", value: Broken), Bodies.Flag("another", enabled: false)] };
        await polling.StartAsync();

        var user = await polling.Users.GetFlagsAsync("u");
        await polling.Users.RefreshAsync("u");

        (user.IsFallback, user.IsEnabled("a_flag"), user.GetValue("a_flag", 5), user.IsEnabled("another")).Should().Be((false, true, 5, false));
        polling.Logs.Count("UserValuesBroken").Should().Be(1);
        polling.Time.Advance(TimeSpan.FromSeconds(61));
        await polling.Users.RefreshAsync("u");
        polling.Logs.Count("UserValuesBroken").Should().Be(2);
    }

    private static async Task ShouldHaveLoggedAsync(PollingHost polling, int times, string because, params string[] flags)
    {
        polling.Api.RespondJson(Bodies.List(flags));
        await polling.PollAsync();
        polling.Logs.Count("ValuesBroken").Should().Be(times, because);
    }
}
