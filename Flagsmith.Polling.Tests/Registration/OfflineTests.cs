using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Flagsmith.Polling.Tests.Registration;

/// <summary>An offline environment: no key, no request, ready at once.</summary>
public sealed class OfflineTests
{
    private string _file = "";

    [SetUp]
    public void MakeFile() => _file = Path.GetTempFileName();

    [TearDown]
    public void DeleteFile() => File.Delete(_file);

    [Test]
    public async Task Defaults_AreServed_WithoutAKeyAndWithoutRequests()
    {
        await using var polling = NewHost(("Defaults:checkout_v2:Enabled", "true"), ("Defaults:checkout_v2:Value", "5"), ("StartupPolicy", "FailHost"));
        var before = polling.Flags.Current;

        await polling.StartAsync();

        polling.Flags.Current.Should().BeSameAs(before);
        polling.Flags.Current.GetValue("checkout_v2", 0).Should().Be(5);
        polling.Flags.Current.Source.Should().Be(FlagSource.Defaults);
        polling.Flags.Status.Should().BeEquivalentTo(new { State = FlagProviderState.Offline, IsReady = true, LastError = (FlagsmithApiException?)null });
        polling.Flags.WaitUntilReadyAsync().IsCompletedSuccessfully.Should().BeTrue();
        (await polling.Flags.RefreshAsync()).Should().BeSameAs(before);
        polling.Time.Advance(TimeSpan.FromDays(1));
        polling.Api.Requests.Should().BeEmpty();
        polling.Logs.Lines.Should().ContainSingle(line => line.Event == "Offline").Which.Text.Should().EndWith("Serving 1 flags (Defaults).");
    }

    [Test]
    public async Task File_IsServed()
    {
        await File.WriteAllTextAsync(_file, Bodies.List(Bodies.Flag("a_flag", enabled: true, value: "7")));
        await using var polling = NewHost(("OfflineFile", _file), ("Defaults:other:Enabled", "true"), ("Defaults:other:Value", "3"), ("UseDefaultValuesForMissingFlags", "true"));

        await polling.StartAsync();

        polling.Flags.Current.GetValue("other", 0).Should().Be(3);
        polling.Flags.Current.Flags.Should().ContainSingle().Which.ToString().Should().Be("a_flag: on, 7");
        polling.Flags.Current.Source.Should().Be(FlagSource.OfflineFile);
    }

    [TestCase("{}", "is not a list of flags")]
    [TestCase("[{}]", "is not a list of flags")]
    [TestCase("", "cannot be used: it is empty, or no regular file")]
    public async Task FileThatIsNoFlagList_FailsTheStart(string content, string why)
    {
        await File.WriteAllTextAsync(_file, content);
        await using var polling = NewHost(("OfflineFile", _file));

        (await polling.Invoking(host => host.StartAsync()).Should().ThrowAsync<InvalidOperationException>()).WithMessage($"OfflineFile {why}*");
    }

    [Test]
    public async Task FileThatIsTooLargeOrMissing_FailsTheStart()
    {
        await File.WriteAllTextAsync(_file, Bodies.List([.. Enumerable.Range(0, 50).Select(flag => Bodies.Flag($"flag_{flag}"))]));
        await using var large = NewHost(("OfflineFile", _file), ("MaxBodyBytes", "1024"));
        await using var many = NewHost(("OfflineFile", _file), ("MaxFlags", "49"));
        await using var missing = NewHost(("OfflineFile", _file + ".gone"));

        (await large.Invoking(host => host.StartAsync()).Should().ThrowAsync<InvalidOperationException>()).WithMessage("*1024 bytes*");
        (await many.Invoking(host => host.StartAsync()).Should().ThrowAsync<InvalidOperationException>()).WithMessage("*49 flags*");
        (await missing.Invoking(host => host.StartAsync()).Should().ThrowAsync<InvalidOperationException>()).WithMessage("OfflineFile cannot be read (FileNotFoundException).*")
            .Which.ToString().Should().NotContain(_file, "a key may have been written in its place");
    }

    [Test]
    public async Task FileThatIsADevice_FailsTheStart()
    {
        await using var polling = NewHost(("OfflineFile", "/dev/zero"));

        await polling.Invoking(host => host.StartAsync()).Should().ThrowAsync<InvalidOperationException>();
    }

    [Test]
    public async Task Users_HaveTheEnvironmentsFlags_AndWritesThrow()
    {
        await using var polling = NewHost(("Defaults:checkout_v2:Enabled", "true"));
        await polling.StartAsync();
        var identity = new FlagIdentity("ada") { Traits = new Dictionary<string, TraitValue> { ["plan"] = "gold" } };

        (await polling.Users.ForIdentity("ada").IsEnabledAsync("checkout_v2")).Should().BeTrue();
        (await polling.Users.GetFlagsAsync(identity)).Traits.Should().ContainKey("plan");
        (await polling.Users.GetFlagsAsync("ada")).IsFallback.Should().BeFalse();
        (await polling.Users.RefreshAsync("ada")).IsEnabled("checkout_v2").Should().BeTrue();
        (await polling.Users.GetTraitsAsync("ada")).Should().BeEmpty();
        polling.Users.Invalidate("ada");
        (await polling.Users.Awaiting(users => users.ForIdentity("ada").SetTraitAsync("plan", "gold")).Should().ThrowAsync<InvalidOperationException>()).WithMessage("*Offline = true*");
        await polling.Users.Awaiting(users => users.GetFlagsAsync("").AsTask()).Should().ThrowAsync<ArgumentException>();
        polling.Api.Requests.Should().BeEmpty();
    }

    [Test]
    public async Task Stop_EndsTheStreamOfChanges()
    {
        await using var polling = NewHost();
        await polling.StartAsync();
        var watching = polling.Flags.WatchAsync().GetAsyncEnumerator();
        var next = watching.MoveNextAsync();

        await polling.Host.StopAsync();

        (await next).Should().BeFalse();
    }

    [Test]
    public async Task Health_IsHealthy()
    {
        await using var polling = NewHost();
        polling.Services.AddHealthChecks().AddFlagsmithPolling();
        await polling.StartAsync();

        var report = await polling.Host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();

        report.Entries.Single().Value.Should().BeEquivalentTo(new { Status = HealthStatus.Healthy, Description = "Offline: 0 flags are served without requests." });
    }

    [Test]
    public async Task OtherSettings_AreValidated()
    {
        await using var polling = NewHost(("Offline", "maybe"), ("EnvironmentKey", "key"), ("PollInterval", "60"), ("OfflineFile", " "));

        var failures = (await polling.Invoking(host => host.StartAsync()).Should().ThrowAsync<OptionsValidationException>()).Which.Failures;

        failures.Select(failure => failure.Split(" but")[0]).Should().BeEquivalentTo(
            "Flagsmith:Offline must be true or false,",
            "Flagsmith:PollInterval must be a time span,",
            "Flagsmith:OfflineFile must be the path of a file. Use, for example, \"flags.json\", or omit it to serve Defaults.");
    }

    [Test]
    public async Task Reload_ThatGoesOffline_NeedsARestart()
    {
        await using var polling = new PollingHost(setDefaults: false);
        polling.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Flagsmith:EnvironmentKey"] = "key" });
        polling.Api.RespondJson(Bodies.List(Bodies.Flag("a_flag")));
        await polling.StartAsync();

        polling.Configuration["Flagsmith:Offline"] = "true";
        ((IConfigurationRoot)polling.Configuration).Reload();
        await polling.PollAsync();
        await polling.PollAsync();

        polling.Logs.Count("RestartNeeded").Should().Be(1);
        polling.Api.Requests.Should().HaveCountGreaterThan(2);
    }

    private static PollingHost NewHost(params (string Setting, string Value)[] settings)
    {
        var polling = new PollingHost(setDefaults: false);
        polling.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Flagsmith:Offline"] = "true" });
        polling.Configuration.AddInMemoryCollection(settings.ToDictionary(setting => "Flagsmith:" + setting.Setting, setting => (string?)setting.Value));
        return polling;
    }
}
