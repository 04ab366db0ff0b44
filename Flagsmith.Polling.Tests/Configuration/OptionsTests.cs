using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Flagsmith.Polling.Tests.Configuration;

public sealed class OptionsTests
{
    [Test]
    public async Task StartAsync_ManyFaults_NamesThemAllAtOnceAndNeverTheKey()
    {
        var faults = await FaultsAsync(
            new()
            {
                ["Flagsmith:PollInterval"] = "60",
                ["Flagsmith:RequestTimeout"] = "soon",
                ["Flagsmith:StartupPolicy"] = "Maybe",
                ["Flagsmith:PollJitter"] = "a lot",
                ["Flagsmith:AllowInsecureHttp"] = "perhaps",
                ["Flagsmith:Defaults:beta:Enabled"] = "on",
            },
            options =>
            {
                options.EnvironmentKey = "secret\nkey";
                options.ApiUrl = new Uri("http://flags.example.com/api/v1/");
                options.StartupTimeout = TimeSpan.FromHours(1);
                options.CustomHeaders["X-Environment-Key"] = "x";
                options.CustomHeaders["bad name"] = "x";
                options.CustomHeaders["X-Tab"] = "a\tb";
            });

        string[] settings =
        [
            "PollInterval", "RequestTimeout", "StartupPolicy", "PollJitter", "AllowInsecureHttp", "Defaults:beta:Enabled", "EnvironmentKey",
            "ApiUrl", "StartupTimeout", "CustomHeaders:X-Environment-Key", "CustomHeaders", "CustomHeaders:X-Tab",
        ];
        foreach (var setting in settings)
        {
            faults.Should().ContainSingle(fault => fault.StartsWith($"Flagsmith:{setting} ", StringComparison.Ordinal));
        }

        faults.Should().HaveCount(settings.Length);
        faults.Single(fault => fault.Contains("PollInterval", StringComparison.Ordinal)).Should().Contain("\"60\"").And.Contain("days").And.Contain("\"00:01:00\"");
        string.Join(' ', faults).Should().NotContain("secret");
    }

    [Test]
    public async Task StartAsync_FaultsInTwoEnvironments_NamesThoseOfBoth()
    {
        await using var polling = NewHost(new() { ["Flagsmith:PollInterval"] = "60", ["Flagsmith:other:PollJitter"] = "7" });
        polling.Services.AddFlagsmithPolling("other");

        var thrown = await polling.Invoking(host => host.StartAsync()).Should().ThrowAsync<OptionsValidationException>();

        thrown.Which.Failures.Select(fault => fault.Split(' ')[0]).Should()
            .BeEquivalentTo("Flagsmith:PollInterval", "Flagsmith:other:PollJitter", "Flagsmith:other:EnvironmentKey");
    }

    [Test]
    public async Task Failures_AreAList_WhichRunsNothingAgain()
    {
        var runs = 0;
        await using var polling = NewHost(new() { ["Flagsmith:PollInterval"] = "60" });
        foreach (var name in new[] { "first", "second" })
        {
            polling.Services.AddFlagsmithPolling(name, _ => runs++);
        }

        var thrown = (await polling.Invoking(host => host.StartAsync()).Should().ThrowAsync<OptionsValidationException>()).Which;
        var before = runs;
        _ = thrown.Message;

        thrown.Failures.Should().HaveCount(3).And.Equal(thrown.Failures);
        thrown.Failures.Should().BeAssignableTo<IReadOnlyCollection<string>>();
        runs.Should().Be(before);
    }

    [Test]
    public async Task StartAsync_HeaderWithoutAValue_IsToBeTakenOut()
    {
        using var json = new MemoryStream("""{"Flagsmith":{"EnvironmentKey":"key","CustomHeaders":{"X-Team":null}}}"""u8.ToArray());
        await using var polling = new PollingHost(setDefaults: false);
        polling.Configuration.AddJsonStream(json);

        (await polling.Invoking(host => host.StartAsync()).Should().ThrowAsync<OptionsValidationException>())
            .Which.Failures.Should().ContainSingle().Which.Should().StartWith("Flagsmith:CustomHeaders:X-Team ").And.Contain("has none").And.Contain("Remove it");
    }

    [TestCase("")]
    [TestCase(null)]
    [TestCase("with blank")]
    [TestCase("ümlaut")]
    public async Task StartAsync_BadKey_RefusesToStart(string? key) =>
        (await FaultsAsync([], options => options.EnvironmentKey = key!)).Should().ContainSingle().Which.Should().StartWith("Flagsmith:EnvironmentKey ");

    [TestCase("00:00:00", false)]
    [TestCase("00:00:00.999", false)]
    [TestCase("00:00:01", true)]
    [TestCase("1.00:00:00", true)]
    [TestCase("1.00:00:01", false)]
    public async Task StartAsync_PollInterval_MustBeInItsRange(string interval, bool good) =>
        (await FaultsAsync(new() { ["Flagsmith:PollInterval"] = interval })).Should().HaveCount(good ? 0 : 1);

    [TestCase("https://flags.example.com/api/v1/", true)]
    [TestCase("http://localhost:8000/api/v1/", true)]
    [TestCase("http://127.0.0.1:8000/api/v1/", true)]
    [TestCase("http://[::1]:8000/api/v1/", true)]
    [TestCase("http://flags.example.com/api/v1/", false)]
    [TestCase("ftp://flags.example.com/", false)]
    [TestCase("/api/v1/", false)]
    [TestCase("not a url", false)]
    [TestCase("https://user:password@flags.example.com/", false)]
    [TestCase("ftp://user:password@flags.example.com/", false)]
    [TestCase("user:password@not a url", false)]
    [TestCase("https://flags.example.com/?key=1", false)]
    public async Task StartAsync_ApiUrl_MustBeSafe(string url, bool good)
    {
        var faults = await FaultsAsync(new() { ["Flagsmith:ApiUrl"] = url });

        faults.Should().HaveCount(good ? 0 : 1);
        faults.Should().NotContain(fault => fault.Contains("password", StringComparison.Ordinal));
    }

    [Test]
    public async Task StartAsync_InsecureHttpAllowed_Starts() => (await FaultsAsync(
        new() { ["Flagsmith:ApiUrl"] = "http://flags.example.com/api/v1/", ["Flagsmith:AllowInsecureHttp"] = "true" })).Should().BeEmpty();

    [TestCase("https://flags.example.com/api/v1", "https://flags.example.com/api/v1/")]
    [TestCase("https://flags.example.com", "https://flags.example.com/")]
    public void ApiUrl_WithoutSlash_IsMended(string given, string mended) =>
        new FlagsmithPollingOptions { ApiUrl = new Uri(given) }.ApiUrl.AbsoluteUri.Should().Be(mended);

    [Test]
    public async Task Configuration_IsBoundWhole()
    {
        await using var polling = NewHost(new()
        {
            ["Flagsmith:PollInterval"] = "00:00:30",
            ["Flagsmith:PollJitter"] = "0.25",
            ["Flagsmith:StartupPolicy"] = "donotwait",
            ["Flagsmith:CustomHeaders:X-Team"] = "blue",
            ["Flagsmith:Defaults:a.b:Enabled"] = "true",
            ["Flagsmith:Defaults:a.b:Value"] = "42",
        });

        var options = polling.Host.Services.GetRequiredService<IOptions<FlagsmithPollingOptions>>().Value;

        options.Should().BeEquivalentTo(new { PollInterval = TimeSpan.FromSeconds(30), PollJitter = 0.25, StartupPolicy = StartupPolicy.DoNotWait });
        options.CustomHeaders.Should().Contain("X-Team", "blue");
        polling.Flags.Current.IsEnabled("a.b").Should().BeTrue();
        polling.Flags.Current.GetValue("a.b", 0).Should().Be(42, "text from configuration converts");
    }

    [Test]
    public async Task Reload_GoodSettings_CountFromTheNextPollOn()
    {
        await using var polling = NewHost(new() { ["Flagsmith:PollInterval"] = "00:00:30", ["Flagsmith:CustomHeaders:X-Team"] = "blue" });
        await polling.StartAsync();
        await polling.PollAsync();

        Reload(polling, ("PollInterval", "00:10:00"), ("CustomHeaders:X-Team", "red"));
        await polling.PollAsync();

        polling.Api.Requests[^1].Headers.GetValues("X-Team").Should().Equal("red");
        (polling.Flags.Status.NextPollAt - polling.Time.GetUtcNow()).Should().Be(TimeSpan.FromMinutes(10));
    }

    [Test]
    public async Task Reload_FaultySettings_KeepsTheOldOnesAndSaysSoOnce()
    {
        await using var polling = NewHost(new() { ["Flagsmith:PollInterval"] = "00:00:30" });
        await polling.StartAsync();

        Reload(polling, ("PollInterval", "60"), ("PollJitter", "0"));
        await polling.PollAsync();
        await polling.PollAsync();

        (polling.Flags.Status.NextPollAt - polling.Time.GetUtcNow()).Should().Be(TimeSpan.FromSeconds(30));
        polling.Logs.Count("SettingsRefused").Should().Be(1);
        polling.Flags.Status.State.Should().Be(FlagProviderState.Fresh);
    }

    [Test]
    public async Task Reload_Key_NeedsARestartAndSaysSoOnce()
    {
        await using var polling = NewHost(new() { ["Flagsmith:EnvironmentKey"] = "first" }, options => { });
        await polling.StartAsync();

        Reload(polling, ("EnvironmentKey", "second"));
        await polling.PollAsync();
        Reload(polling, ("EnvironmentKey", "third"));
        await polling.PollAsync();

        polling.Api.Requests[^1].Headers.GetValues("X-Environment-Key").Should().Equal("first");
        polling.Logs.Count("RestartNeeded").Should().Be(1);
        polling.Logs.Lines.Should().NotContain(line => line.Text.Contains("second", StringComparison.Ordinal));
    }

    private static void Reload(PollingHost polling, params (string Setting, string Value)[] settings)
    {
        foreach (var (setting, value) in settings)
        {
            polling.Configuration["Flagsmith:" + setting] = value;
        }

        ((IConfigurationRoot)polling.Configuration).Reload();
    }

    private static async Task<string[]> FaultsAsync(Dictionary<string, string?> settings, Action<FlagsmithPollingOptions>? configure = null)
    {
        await using var polling = NewHost(settings, configure ?? (options => options.EnvironmentKey = "key"));
        try
        {
            await polling.StartAsync();
            return [];
        }
        catch (OptionsValidationException faults)
        {
            return [.. faults.Failures];
        }
    }

    // The key and the address come from the section too, so that they can be reloaded.
    private static PollingHost NewHost(Dictionary<string, string?> settings, Action<FlagsmithPollingOptions>? configure = null)
    {
        var polling = new PollingHost(configure, setDefaults: false);
        polling.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Flagsmith:EnvironmentKey"] = "key" });
        polling.Configuration.AddInMemoryCollection(settings);
        return polling;
    }
}
