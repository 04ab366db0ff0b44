using System.Net;
using Flagsmith.Polling.AspNetCore.Tests.Doubles;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Flagsmith.Polling.AspNetCore.Tests.Webhook;

/// <summary>From a post to what it causes, against a Flagsmith on the loopback.</summary>
public sealed class WebhookToPollTests
{
    private readonly ManualTimeProvider _time = new();

    [Test]
    public async Task Post_BringsTheChangeIntoTheProcess()
    {
        await using var flagsmith = await StartFlagsmithAsync();
        await using var app = await StartAsync(flagsmith);
        flagsmith.SetFlag("checkout_v2", enabled: true, "new");

        using var response = await Posts.SendAsync(app.Client, Post(app));

        await _time.AdvanceUntilAsync(() => Flags(app).Current.GetValue("checkout_v2", "") == "new");
    }

    [Test]
    public async Task ThousandPostsAtOnce_AreAllAnswered_AndCauseTwoPollsAtMost()
    {
        await using var flagsmith = await StartFlagsmithAsync();
        await using var app = await StartAsync(flagsmith);
        flagsmith.SetFlag("checkout_v2", enabled: true, "new");
        var (before, post) = (Polls(flagsmith), Post(app));

        var responses = await Task.WhenAll(Enumerable.Range(0, 1000).Select(_ => Posts.SendAsync(app.Client, post)));
        await _time.AdvanceUntilAsync(() => Flags(app).Current.GetValue("checkout_v2", "") == "new");
        await _time.AdvanceUntilAsync(() => Flags(app).Status.NextPollAt is not null);
        _time.Advance(TimeSpan.FromSeconds(1)); // all that came after the first
        await _time.AdvanceUntilAsync(() => Flags(app).Status.NextPollAt is not null && _time.ArmedTimers > 1);

        responses.Should().OnlyContain(response => response.StatusCode == HttpStatusCode.OK);
        (Polls(flagsmith) - before).Should().BeInRange(1, 2);
    }

    [Test]
    public async Task Replay_ChangesNothingButOnePoll()
    {
        await using var flagsmith = await StartFlagsmithAsync();
        await using var app = await StartAsync(flagsmith);
        var (before, version) = (Polls(flagsmith), Flags(app).Current.Version);

        using var response = await Posts.SendAsync(app.Client, Post(app));

        await _time.AdvanceUntilAsync(() => Polls(flagsmith) == before + 1 && Flags(app).Status.NextPollAt is not null);
        Flags(app).Current.Version.Should().Be(version);
        Flags(app).Current.GetValue("checkout_v2", "").Should().Be("old", "the post says that it is grün");
    }

    [Test]
    public async Task PostAboutAUser_FetchesThatUserAgain_AndPollsNothing()
    {
        await using var flagsmith = await StartFlagsmithAsync();
        await using var app = await StartAsync(flagsmith);
        var users = app.Services.GetRequiredService<IIdentityFlagProvider>();
        await users.GetFlagsAsync("ada");
        var before = Polls(flagsmith);
        flagsmith.SetOverride("ada", "checkout_v2", enabled: true, "ada's");

        using var response = await Posts.SendAsync(app.Client, Post(app, identifier: "\"ada\""));

        (await users.GetFlagsAsync("ada")).GetValue("checkout_v2", "").Should().Be("ada's");
        Polls(flagsmith).Should().Be(before);
    }

    [Test]
    public async Task Named_ThePostIsAboutThatEnvironment()
    {
        await using var flagsmith = await StartFlagsmithAsync();
        await using var app = await StartAsync(flagsmith, "shop");
        flagsmith.SetFlag("checkout_v2", enabled: true, "new");

        using var response = await Posts.SendAsync(app.Client, Post(app, "shop"));

        await _time.AdvanceUntilAsync(() => Flags(app, "shop").Current.GetValue("checkout_v2", "") == "new");
    }

    private static async Task<LocalFlagsmith> StartFlagsmithAsync()
    {
        var flagsmith = await LocalFlagsmith.StartAsync();
        flagsmith.SetFlag("checkout_v2", enabled: true, "old");
        return flagsmith;
    }

    private static string Post(TestApp app, string name = "", string identifier = "null") =>
        Posts.Flag(environmentId: $"{Flags(app, name).Current.Flags[0].EnvironmentId}", identifier: identifier);

    private static int Polls(LocalFlagsmith flagsmith) => flagsmith.Requests.Count(request => request.Path == "flags/");

    private static IFlagProvider Flags(TestApp app, string name = "") =>
        name.Length == 0 ? app.Services.GetRequiredService<IFlagProvider>() : app.Services.GetRequiredKeyedService<IFlagProvider>(name);

    private Task<TestApp> StartAsync(LocalFlagsmith flagsmith, string name = "")
    {
        return TestApp.StartAsync(Register, app => app.MapFlagsmithWebhook("/hook", options => (options.Secret, options.EnvironmentName) = (Posts.Secret, name)));

        void Register(WebApplicationBuilder builder)
        {
            builder.Services.AddSingleton<TimeProvider>(_time);
            _ = name.Length == 0 ? builder.Services.AddFlagsmithPolling(Set) : builder.Services.AddFlagsmithPolling(name, Set);
        }

        void Set(FlagsmithPollingOptions options) =>
            (options.EnvironmentKey, options.ApiUrl, options.PollInterval) = (flagsmith.EnvironmentKey, flagsmith.ApiUrl, TimeSpan.FromHours(1));
    }
}
