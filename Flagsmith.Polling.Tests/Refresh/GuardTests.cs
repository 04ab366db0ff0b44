namespace Flagsmith.Polling.Tests.Refresh;

/// <summary>What keeps good flags from being replaced by a response that cannot be meant.</summary>
public sealed class GuardTests
{
    [Test]
    public async Task SuddenlyNoFlags_IsHeld_AndPublishedWhenTheNextResponseConfirmsIt()
    {
        await using var polling = await StartedAsync();
        polling.Api.RespondJson("[]");

        await polling.PollAsync();
        polling.Flags.Current.HasFeature("a_flag").Should().BeTrue();
        polling.Logs.Count("EmptyHeld").Should().Be(1);
        (polling.Flags.Status.NextPollAt - polling.Time.GetUtcNow()).Should().Be(TimeSpan.FromSeconds(5));
        var verified = polling.Flags.Status.LastConfirmedAt;
        await polling.PollAsync();

        polling.Flags.Current.Flags.Should().BeEmpty();
        polling.Flags.Current.Version.Should().Be(2);
        polling.Flags.Status.LastConfirmedAt.Should().BeAfter(verified!.Value);
    }

    [Test]
    public async Task SuddenlyNoFlags_IsGivenUpWhenTheyReturn()
    {
        await using var polling = await StartedAsync();
        polling.Api.RespondJson("[]");
        await polling.PollAsync();
        polling.Api.RespondJson(Bodies.List(Bodies.Flag("a_flag")));
        await polling.PollAsync();
        polling.Api.RespondJson("[]");

        await polling.PollAsync();

        polling.Flags.Current.HasFeature("a_flag").Should().BeTrue("the suspicion begins anew");
        polling.Flags.Current.Version.Should().Be(1);
    }

    [Test]
    public async Task SuddenlyNoFlags_ShortInterval_IsConfirmedAfterTheInterval()
    {
        await using var polling = await StartedAsync(options => options.PollInterval = TimeSpan.FromSeconds(2));
        polling.Api.RespondJson("[]");

        await polling.PollAsync();

        (polling.Flags.Status.NextPollAt - polling.Time.GetUtcNow()).Should().Be(TimeSpan.FromSeconds(2));
    }

    [Test]
    public async Task Refresh_PublishesAnEmptyList()
    {
        await using var polling = await StartedAsync();
        polling.Api.RespondJson("[]");

        (await polling.Flags.RefreshAsync()).Flags.Should().BeEmpty();
    }

    [Test]
    public async Task FirstResponse_MayBeEmpty()
    {
        await using var polling = new PollingHost(options => options.Defaults["a_flag"] = new FlagDefault { Enabled = true });
        polling.Api.RespondJson("[]");

        await polling.StartAsync();

        polling.Flags.Current.Should().BeEquivalentTo(new { Source = FlagSource.Api, Version = 1L }, options => options.ExcludingMissingMembers());
        polling.Flags.Current.Flags.Should().BeEmpty();
    }

    [TestCase(0, true)]
    [TestCase(1, false)]
    public async Task Body_AtTheCapIsTaken_BeyondItIsAFailedPoll(int beyond, bool isTaken)
    {
        const int cap = 4096;
        await using var polling = await StartedAsync(options => options.MaxBodyBytes = cap);
        var flag = Bodies.List(Bodies.Flag("large", value: "\"VALUE\""));
        polling.Api.RespondJson(flag.Replace("VALUE", new string('v', cap - flag.Length + "VALUE".Length + beyond), StringComparison.Ordinal));

        await polling.PollAsync();

        polling.Flags.Current.HasFeature("large").Should().Be(isTaken);
        (polling.Flags.Status.LastError?.Kind).Should().Be(isTaken ? null : FlagsmithErrorKind.InvalidResponse);
    }

    [TestCase(10, true)]
    [TestCase(11, false)]
    public async Task Flags_AtTheCapAreTaken_BeyondItIsAFailedPoll(int count, bool isTaken)
    {
        await using var polling = await StartedAsync(options => options.MaxFlags = 10);
        polling.Api.RespondJson(Bodies.List([.. Enumerable.Range(0, count).Select(index => Bodies.Flag($"flag_{index}"))]));

        await polling.PollAsync();

        polling.Flags.Current.HasFeature("flag_0").Should().Be(isTaken);
        (polling.Flags.Status.LastError?.Message.Contains("MaxFlags", StringComparison.Ordinal) ?? false).Should().Be(!isTaken);
    }

    [TestCase(60, true)]
    [TestCase(70, false)]
    public async Task Nesting_BeyondTheCapIsAFailedPoll(int depth, bool isTaken)
    {
        await using var polling = await StartedAsync();
        var nested = string.Concat(Enumerable.Repeat("[", depth)) + string.Concat(Enumerable.Repeat("]", depth));
        polling.Api.RespondJson(Bodies.List(Bodies.Flag("deep", value: nested)));

        await polling.PollAsync();

        polling.Flags.Current.HasFeature("deep").Should().Be(isTaken);
        polling.Flags.Current.HasFeature("a_flag").Should().Be(!isTaken);
    }

    [Test]
    public async Task User_WithTooManyFlags_IsAFailedFetch()
    {
        await using var polling = await StartedAsync(options => options.MaxFlags = 10);
        _ = new UsersApi(polling.Api) { FlagsOf = _ => [.. Enumerable.Range(0, 11).Select(index => Bodies.Flag($"flag_{index}"))] };

        (await polling.Users.GetFlagsAsync("u")).IsFallback.Should().BeTrue();
    }

    private static async Task<PollingHost> StartedAsync(Action<FlagsmithPollingOptions>? configure = null)
    {
        var polling = new PollingHost(configure);
        polling.Api.RespondJson(Bodies.List(Bodies.Flag("a_flag")));
        await polling.StartAsync();
        await polling.UntilPlannedAsync();
        return polling;
    }
}
