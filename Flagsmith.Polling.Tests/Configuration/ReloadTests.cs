using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Primitives;

namespace Flagsmith.Polling.Tests.Configuration;

/// <summary>A reload token that fires says that some configuration was read again, not that a setting of this library has changed.</summary>
public sealed class ReloadTests
{
    private const string Changed = "Flagsmith:Defaults:a_flag:Value";

    private static IEnumerable<TestCaseData> Reloads()
    {
        yield return Case("nothing", _ => { }, notices: 0, logs: 0);
        yield return Case("a foreign section", root => root["Logging:LogLevel:Default"] = "Debug", notices: 0, logs: 0);
        yield return Case("the same value again", root => root[Changed] = "1", notices: 0, logs: 0);
        yield return Case("another setting", root => root["Flagsmith:PollInterval"] = "00:00:30", notices: 0, logs: 1);
        yield return Case("a default's value", root => root[Changed] = "2", notices: 1, logs: 1);
        yield return Case("whether a default is on", root => root["Flagsmith:Defaults:a_flag:Enabled"] = "false", notices: 1, logs: 1);
        yield return Case("one default more", root => root["Flagsmith:Defaults:new:Enabled"] = "true", notices: 1, logs: 1);
        static TestCaseData Case(string name, Action<IConfigurationRoot> change, int notices, int logs) =>
            new TestCaseData(change, notices, logs).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Reloads))]
    public async Task Reload_WhileDefaultsAreServed_IsNewsOnlyWhereTheirContentChanged(Action<IConfigurationRoot> change, int notices, int logs)
    {
        await using var polling = await StartedAsync();
        var before = polling.Flags.Current;
        var heard = 0;
        using var listening = ChangeToken.OnChange(polling.Flags.GetReloadToken, () => Interlocked.Increment(ref heard));
        change((IConfigurationRoot)polling.Configuration);

        for (var reload = 0; reload < 10; reload++)
        {
            ((IConfigurationRoot)polling.Configuration).Reload();
            await polling.PollAsync();
        }

        await polling.Time.AdvanceUntilAsync(() => Volatile.Read(ref heard) >= notices);
        heard.Should().Be(notices);
        polling.Logs.Count("SettingsReloaded").Should().Be(logs);
        polling.Logs.Count("RestartNeeded").Should().Be(0, "all of these apply at once");
        polling.Flags.Current.Version.Should().Be(before.Version + notices);
        polling.Flags.Current.Should().Match<IFlagSnapshot>(current => ReferenceEquals(current, before) == (notices == 0));
        polling.Flags.Current.Source.Should().Be(FlagSource.Defaults);
    }

    [Test]
    public async Task Reload_OfFaultySettings_IsLoggedOnceForTheSameFaults()
    {
        await using var polling = await StartedAsync();

        await ReloadAsync(polling, "60", times: 5);
        polling.Logs.Count("SettingsRefused").Should().Be(1);
        await ReloadAsync(polling, "90", times: 5);
        polling.Logs.Count("SettingsRefused").Should().Be(2, "these are other faults");
        await ReloadAsync(polling, "00:01:00", times: 5);
        await ReloadAsync(polling, "90", times: 5);
        polling.Logs.Count("SettingsRefused").Should().Be(3, "they were gone meanwhile");
        polling.Logs.Count("SettingsReloaded").Should().Be(0, "the settings that apply are still those of the start");
    }

    [Test]
    public async Task Reload_OfInvalidSettings_LogsEachError()
    {
        await using var polling = await StartedAsync();

        polling.Configuration["Flagsmith:PollJitter"] = "7";
        await ReloadAsync(polling, "60", times: 1);

        polling.Logs.Lines.Single(line => line.Event == "SettingsRefused").Text.Should().EndWith(
            "The reloaded settings are invalid; keeping the previous ones. "
            + "Flagsmith:PollInterval must be a time span, but was \"60\". A number alone would mean days; for 60 seconds use \"00:01:00\". "
            + "Flagsmith:PollJitter must be between 0 and 0.5, but was 7. Use, for example, 0.1.");
    }

    [TestCase("ApiUrl", "https://elsewhere.test/api/v1/")]
    [TestCase("EnvironmentKey", "ser.another-key")]
    [TestCase("Mode", "LocalEvaluation")]
    [TestCase("Offline", "true")]
    [TestCase("SharedStore:Secret", "another secret text")]
    [TestCase("SharedStore:HostName", "another-host")]
    public async Task Reload_OfWhatAppliesAtTheStart_NeedsARestart(string setting, string value)
    {
        await using var polling = await StartedAsync(options => { });

        polling.Configuration["Flagsmith:" + setting] = value;
        await ReloadAsync(polling, "00:01:00", times: 2);

        polling.Logs.Lines.Should().ContainSingle(line => line.Event == "RestartNeeded").Which.Text.Should().Contain(setting.Split(':')[0]);
        var last = polling.Api.Requests[^1];
        last.RequestUri!.AbsoluteUri.Should().Be("https://flags.test/api/v1/flags/");
        last.Headers.GetValues("X-Environment-Key").Should().Equal(PollingHost.Key);
    }

    [Test]
    public async Task Reload_WhoseCodeThrows_KeepsTheOptions_AndLogsTheTypeAlone()
    {
        var throws = false;
        await using var polling = await StartedAsync(options => _ = throws ? throw new InvalidOperationException("a-secret") : options);

        throws = true;
        await ReloadAsync(polling, "00:00:30", times: 2);

        polling.Logs.Lines.Single(line => line.Event == "SettingsRefused").Text.Should().EndWith("Code that sets FlagsmithPollingOptions threw InvalidOperationException.");
        polling.Logs.Lines.Should().NotContain(line => line.Text.Contains("a-secret", StringComparison.Ordinal));
        (polling.Flags.Status.NextPollAt - polling.Time.GetUtcNow()).Should().NotBe(TimeSpan.FromSeconds(30));
    }

    [Test]
    public async Task WithoutAReload_NoOptionsAreCreated()
    {
        var runs = 0;
        await using var polling = await StartedAsync(_ => runs++);
        var before = runs;

        for (var poll = 0; poll < 3; poll++)
        {
            await polling.PollAsync();
        }

        runs.Should().Be(before);
    }

    [TestCase("", true)]
    [TestCase("billing", false)]
    public async Task Reload_OfAConfigurationThatTheApplicationBinds_IsThatOfItsEnvironmentAlone(string environment, bool applies)
    {
        var runs = 0;
        await using var polling = new PollingHost(_ => runs++);
        var own = new ConfigurationBuilder().AddInMemoryCollection([new("PollInterval", "00:00:20")]).Build();
        polling.Services.Configure<FlagsmithPollingOptions>(environment, own);
        polling.Services.Configure<FlagsmithPollingOptions>("billing", options => options.EnvironmentKey = "key");
        await polling.StartAsync();
        var before = runs;

        own["PollInterval"] = "00:00:40";
        own.Reload();
        await polling.PollAsync();

        (polling.Flags.Status.NextPollAt - polling.Time.GetUtcNow()).Should().Be(TimeSpan.FromSeconds(applies ? 40 : 60));
        (runs > before).Should().Be(applies);
    }

    [Test]
    public async Task Reload_OfASectionThatTheApplicationBinds_Applies()
    {
        await using var polling = new PollingHost();
        polling.Configuration["Own:PollInterval"] = "00:00:20";
        polling.Services.Configure<FlagsmithPollingOptions>(polling.Configuration.GetSection("Own"));
        await polling.StartAsync();

        polling.Configuration["Own:PollInterval"] = "00:00:40";
        ((IConfigurationRoot)polling.Configuration).Reload();
        await polling.PollAsync();

        (polling.Flags.Status.NextPollAt - polling.Time.GetUtcNow()).Should().Be(TimeSpan.FromSeconds(40));
        polling.Logs.Count("SettingsReloaded").Should().Be(1);
    }

    [Test]
    public async Task Reload_OfAForeignSection_KeepsTheOptionsThatApply()
    {
        await using var polling = await StartedAsync();
        polling.Api.RespondJson(Bodies.List(Bodies.Flag("a_flag")));
        await polling.PollAsync();
        var (before, version) = (polling.Flags.Current, polling.Flags.Current.Version);

        ((IConfigurationRoot)polling.Configuration).Reload();
        await polling.PollAsync();

        polling.Flags.Current.Should().BeSameAs(before);
        polling.Flags.Current.Version.Should().Be(version);
        polling.Logs.Count("SettingsReloaded").Should().Be(0);
    }

    private static async Task ReloadAsync(PollingHost polling, string interval, int times)
    {
        polling.Configuration["Flagsmith:PollInterval"] = interval;
        for (var reload = 0; reload < times; reload++)
        {
            ((IConfigurationRoot)polling.Configuration).Reload();
            await polling.PollAsync();
        }
    }

    /// <summary>Starts a host that serves defaults from its configuration: Flagsmith does not respond.</summary>
    private static async Task<PollingHost> StartedAsync(Action<FlagsmithPollingOptions>? configure = null)
    {
        var polling = new PollingHost(
            options =>
            {
                options.StartupPolicy = StartupPolicy.DoNotWait;
                configure?.Invoke(options);
            },
            setDefaults: false);
        polling.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Flagsmith:EnvironmentKey"] = PollingHost.Key,
            ["Flagsmith:ApiUrl"] = "https://flags.test/api/v1/",
            ["Flagsmith:PollInterval"] = "00:01:00",
            ["Flagsmith:Defaults:a_flag:Enabled"] = "true",
            [Changed] = "1",
        });
        polling.Api.RespondStatus(System.Net.HttpStatusCode.InternalServerError);
        await polling.StartAsync();
        await polling.UntilPlannedAsync();
        return polling;
    }
}
