using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Flagsmith.Polling.Tests.Configuration;

/// <summary>Every setting that is a time span: its longest value works with the timers of the system, and a longer one is refused.</summary>
public sealed class TimeSpanOptionsTests
{
    private static readonly Dictionary<string, TimeSpan> Longest = new()
    {
        ["PollInterval"] = TimeSpan.FromDays(1),
        ["RequestTimeout"] = TimeSpan.FromMinutes(5),
        ["StartupTimeout"] = TimeSpan.FromMinutes(5),
        ["MaxStaleness"] = TimeSpan.FromDays(365),
        ["LastKnownGood:MaxAge"] = TimeSpan.FromDays(365),
        ["Identities:TimeToLive"] = TimeSpan.FromDays(1),
        ["Identities:StaleWhileRevalidate"] = TimeSpan.FromDays(1),
        ["Identities:StaleIfError"] = TimeSpan.FromDays(7),
        ["Identities:FailureBackoff"] = TimeSpan.FromMinutes(5),
        ["Identities:FetchTimeout"] = TimeSpan.FromMinutes(5),
    };

    private static readonly string[] Settings = [.. Longest.Keys];

    [Test]
    public void Table_HasEverySetting()
    {
        var settings = TimeSpansOf(typeof(FlagsmithPollingOptions), "")
            .Concat(TimeSpansOf(typeof(IdentityOptions), "Identities:"))
            .Concat(TimeSpansOf(typeof(LastKnownGoodOptions), "LastKnownGood:"));

        Settings.Should().BeEquivalentTo(settings);
    }

    [TestCaseSource(nameof(Settings))]
    public async Task Longest_Works(string setting)
    {
        foreach (var jitter in new[] { "0", "0.5" })
        {
            await using var polling = NewHost(setting, Longest[setting], jitter);
            polling.Random = 0.999;
            polling.Services.AddSingleton(TimeProvider.System);
            _ = new UsersApi(polling.Api);

            await polling.StartAsync();
            await polling.Flags.RefreshAsync();
            (await polling.Users.GetFlagsAsync("u")).IsFallback.Should().BeFalse();

            polling.Flags.Status.State.Should().Be(FlagProviderState.Fresh);
            await polling.UntilPlannedAsync();
            polling.Logs.Count("LoopFailed").Should().Be(0);
        }
    }

    [TestCaseSource(nameof(Settings))]
    public async Task Longer_IsRefused(string setting)
    {
        foreach (var value in new[] { Longest[setting] + TimeSpan.FromTicks(1), TimeSpan.FromDays(10_000), TimeSpan.MaxValue, TimeSpan.MinValue, TimeSpan.FromTicks(-1) })
        {
            await using var polling = NewHost(setting, value);

            (await polling.Invoking(host => host.StartAsync()).Should().ThrowAsync<OptionsValidationException>())
                .Which.Failures.Should().ContainSingle(fault => fault.StartsWith($"Flagsmith:{setting} must be", StringComparison.Ordinal));
        }
    }

    [TestCase(365, false)]
    [TestCase(366, true)]
    public async Task MaxStaleness_Reloaded_WorksOrIsRefused(int days, bool isRefused)
    {
        await using var polling = NewHost("MaxStaleness", TimeSpan.FromDays(1));
        polling.Services.AddSingleton(TimeProvider.System);
        await polling.StartAsync();

        polling.Configuration["Flagsmith:MaxStaleness"] = TimeSpan.FromDays(days).ToString("c");
        ((IConfigurationRoot)polling.Configuration).Reload();
        await polling.Flags.RefreshAsync();

        polling.Logs.Count("SettingsRefused").Should().Be(isRefused ? 1 : 0);
        polling.Flags.Status.State.Should().Be(FlagProviderState.Fresh);
    }

    private static IEnumerable<string> TimeSpansOf(Type options, string prefix) => options.GetProperties()
        .Where(property => property.PropertyType == typeof(TimeSpan) || property.PropertyType == typeof(TimeSpan?))
        .Select(property => prefix + property.Name);

    private static PollingHost NewHost(string setting, TimeSpan value, string jitter = "0.1")
    {
        var polling = new PollingHost(setDefaults: false);
        polling.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Flagsmith:EnvironmentKey"] = "key",
            ["Flagsmith:PollJitter"] = jitter,
            ["Flagsmith:" + setting] = value.ToString("c"),
        });
        return polling;
    }
}
