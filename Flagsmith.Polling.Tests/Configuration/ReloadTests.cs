using Microsoft.Extensions.Configuration;
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
    private static async Task<PollingHost> StartedAsync()
    {
        var polling = new PollingHost(options => options.StartupPolicy = StartupPolicy.DoNotWait);
        polling.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
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
