using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Flagsmith.Polling.Tests.Health;

public sealed class HealthCheckTests
{
    [Test]
    public async Task Fresh_IsHealthy_WithItsData()
    {
        await using var polling = await StartedAsync();
        polling.Time.Advance(TimeSpan.FromSeconds(3));

        var entry = await CheckAsync(polling);

        entry.Status.Should().Be(HealthStatus.Healthy);
        entry.Data.Should().BeEquivalentTo(new Dictionary<string, object>
        {
            ["state"] = "Fresh",
            ["version"] = 1L,
            ["source"] = "Api",
            ["failures"] = 0,
            ["ageSeconds"] = 3.0,
            ["nextPollAt"] = polling.Flags.Status.NextPollAt!.Value,
        });
    }

    [TestCase(HttpStatusCode.InternalServerError, "Failing", "ServerError")]
    [TestCase(HttpStatusCode.Forbidden, "Failing", "Unauthorized")]
    [TestCase(HttpStatusCode.Forbidden, "Misconfigured", "Unauthorized", 60)]
    public async Task FailedPoll_IsDegraded(HttpStatusCode status, string state, string error, int seconds = 0)
    {
        await using var polling = await StartedAsync();
        polling.Api.RespondStatus(status);
        await polling.PollAsync();
        var began = polling.Time.Elapsed;
        while (polling.Time.Elapsed - began < TimeSpan.FromSeconds(seconds))
        {
            await polling.PollAsync();
        }

        var entry = await CheckAsync(polling);

        entry.Status.Should().Be(HealthStatus.Degraded);
        entry.Data["state"].Should().Be(state);
        entry.Data["lastError"].Should().Be(error);
        entry.Data["failures"].Should().Be(polling.Flags.Status.ConsecutiveFailures);
        entry.Description.Should().NotContain(PollingHost.Key);
    }

    [TestCase(StalePolicy.ServeLastGood, HealthStatus.Degraded)]
    [TestCase(StalePolicy.ServeDefaults, HealthStatus.Unhealthy)]
    public async Task Stale_IsAsThePolicySays(StalePolicy policy, HealthStatus expected)
    {
        await using var polling = await StartedAsync(options =>
        {
            options.MaxStaleness = TimeSpan.FromMinutes(5);
            options.WhenStale = policy;
        });
        polling.Api.RespondStatus(HttpStatusCode.InternalServerError);
        polling.Time.Advance(TimeSpan.FromMinutes(5));

        (await CheckAsync(polling)).Status.Should().Be(expected);
    }

    [TestCase(StartupPolicy.ContinueWithDefaults, HealthStatus.Degraded)]
    [TestCase(StartupPolicy.DoNotWait, HealthStatus.Degraded)]
    [TestCase(StartupPolicy.FailHost, HealthStatus.Unhealthy)]
    public async Task NoDataYet_IsAsTheStartPolicySays(StartupPolicy policy, HealthStatus expected)
    {
        await using var polling = new PollingHost(options => options.StartupPolicy = policy);
        polling.Services.AddHealthChecks().AddFlagsmithPolling();

        var entry = await CheckAsync(polling); // the host has not started

        entry.Status.Should().Be(expected);
        entry.Data.Should().ContainKey("source").WhoseValue.Should().Be("Defaults");
        entry.Data.Should().NotContainKey("ageSeconds");
    }

    [Test]
    public async Task Stopped_IsDegraded()
    {
        await using var polling = await StartedAsync();
        await polling.Host.StopAsync();

        (await CheckAsync(polling)).Status.Should().Be(HealthStatus.Degraded);
    }

    [Test]
    public async Task NamedEnvironment_HasACheckOfItsOwn_WithTheFailureStatusGiven()
    {
        await using var polling = new PollingHost();
        polling.AddNamed("billing");
        polling.Services.AddHealthChecks().AddFlagsmithPolling("billing", HealthStatus.Degraded, ["ready"]);

        var report = await polling.Host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(check => check.Tags.Contains("ready"));

        report.Entries.Keys.Should().Equal("flagsmith:billing");
    }

    private static async Task<PollingHost> StartedAsync(Action<FlagsmithPollingOptions>? configure = null)
    {
        var polling = new PollingHost(configure);
        polling.Services.AddHealthChecks().AddFlagsmithPolling();
        polling.Api.RespondJson(Bodies.List(Bodies.Flag("a_flag")));
        await polling.StartAsync();
        await polling.UntilPlannedAsync();
        return polling;
    }

    private static async Task<HealthReportEntry> CheckAsync(PollingHost polling) =>
        (await polling.Host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Entries["flagsmith"];
}
