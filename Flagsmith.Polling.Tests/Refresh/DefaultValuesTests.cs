using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Configuration;

namespace Flagsmith.Polling.Tests.Refresh;

/// <summary>Defaults whose values stand in for flags that the response lacks.</summary>
public sealed class DefaultValuesTests
{
    private static readonly FlagKey Switch = new("absent");
    private static readonly FlagKey<int> Number = new("absent", 3);
    private static readonly FlagKey<int> Present = new("a_flag", 3);

    [TestCase(true, 7)]
    [TestCase(false, 3)]
    public async Task FlagTheResponseLacks_HasTheDefaultsValue_AndIsOff(bool isOn, int expected)
    {
        await using var polling = await LoadedAsync(isOn);
        var flags = polling.Flags.Current;

        flags.GetValue("absent", 3).Should().Be(expected);
        flags.GetValue(Number).Should().Be(expected);
        flags.GetValue(new FlagKey<int>("absent", 3)).Should().Be(expected, "a key declared after the publication reads the same");
        flags.GetValue("absent", 3L).Should().Be(expected);
        flags.GetValue("absent", 3d).Should().Be(expected);
        flags.GetValue("absent", 3m).Should().Be(expected);
        flags.GetValue("absent", "3").Should().Be(isOn ? "7" : "3");
        flags.GetValue("absent").ToString().Should().Be(isOn ? "7" : "");
        flags.GetValue("absent_uri", new Uri("https://a.test")).Should().Be(new Uri(isOn ? "https://b.test" : "https://a.test"));
        flags.GetJson("absent_json", JsonSerializerOptions.Default.GetTypeInfo(typeof(int[])) as System.Text.Json.Serialization.Metadata.JsonTypeInfo<int[]> ?? throw new InvalidOperationException())
            .Should().Equal(isOn ? [1, 2] : null);
        flags.IsEnabled("absent").Should().BeFalse();
        flags.IsEnabled(Switch).Should().BeFalse();
        flags.HasFeature("absent").Should().BeFalse();
        flags.GetFlag("absent").Should().BeNull();
        flags.Flags.Should().ContainSingle();
    }

    [Test]
    public async Task FlagTheResponseHas_KeepsItsOwnValue()
    {
        await using var polling = await LoadedAsync(isOn: true);

        polling.Flags.Current.GetValue("a_flag", 3).Should().Be(1, "not the default's 9");
        polling.Flags.Current.GetValue(Present).Should().Be(1);

        await ServeAsync(polling, Bodies.Flag("a_flag", value: "null"));
        polling.Flags.Current.GetValue("a_flag", 3).Should().Be(3, "a flag without a value is not missing");

        await ServeAsync(polling, Bodies.Flag("absent", value: "8"));
        polling.Flags.Current.GetValue("a_flag", 3).Should().Be(9, "it has left the environment");
        polling.Flags.Current.GetValue(Present).Should().Be(9);
        polling.Flags.Current.GetValue(Number).Should().Be(8);
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task User_ReadsTheDefaultsValue_WhetherOrNotTheEnvironmentHasLoaded(bool hasLoaded)
    {
        await using var polling = Host(isOn: true);
        var users = new UsersApi(polling.Api) { Environment = [Bodies.Flag("a_flag", value: "1")], FlagsOf = _ => [Bodies.Flag("users_own", value: "2")] };
        if (hasLoaded)
        {
            await polling.Flags.RefreshAsync();
        }

        var ada = await polling.Users.GetFlagsAsync("ada");

        ada.GetValue("absent", 3).Should().Be(7);
        ada.GetValue(Number).Should().Be(7);
        ada.GetValue("absent", "3").Should().Be("7");
        ada.GetValue("a_flag", 3).Should().Be(9, "her response lacks it");
        ada.GetValue("users_own", 3).Should().Be(2);
        ada.GetFlag("absent").Should().BeNull();
        users.Count.Should().Be(1);
    }

    [Test]
    public async Task User_WithManyFlagsOfHerOwn_BeforeTheEnvironmentHasLoaded()
    {
        await using var polling = Host(isOn: true);
        _ = new UsersApi(polling.Api) { FlagsOf = _ => [.. Enumerable.Range(0, 20).Select(i => Bodies.Flag($"flag_{i}"))] };

        (await polling.Users.GetFlagsAsync("ada")).GetValue("absent", 3).Should().Be(7);
    }

    [Test]
    public async Task Reload_ReachesEnvironmentAndCachedUsers_WithTheNextPoll()
    {
        await using var polling = Host(isOn: true);
        var users = new UsersApi(polling.Api) { Environment = [Bodies.Flag("a_flag", value: "1")] };
        await polling.StartAsync();
        await polling.Users.GetFlagsAsync("ada");
        var version = polling.Flags.Current.Version;
        polling.Configuration["Flagsmith:Defaults:absent:Value"] = "8";
        ((IConfigurationRoot)polling.Configuration).Reload();

        await polling.PollAsync();
        await polling.PollAsync();

        polling.Flags.Current.GetValue(Number).Should().Be(8);
        polling.Flags.Current.Version.Should().Be(version + 1);
        polling.Flags.Current.Source.Should().Be(FlagSource.Api);
        polling.Cached("ada").GetValue(Number).Should().Be(8);
    }

    [Test]
    public async Task StaleFlags_AndTheResponseAfterThem_KeepTheDefaultsValues()
    {
        await using var polling = Host(isOn: true, options => (options.MaxStaleness, options.WhenStale) = (TimeSpan.FromMinutes(5), StalePolicy.ServeDefaults));
        polling.Api.RespondJson(Bodies.List(Bodies.Flag("a_flag", value: "1")));
        await polling.StartAsync();
        polling.Api.RespondStatus(HttpStatusCode.InternalServerError);
        polling.Time.Advance(TimeSpan.FromMinutes(5));
        polling.Flags.Current.Source.Should().Be(FlagSource.Defaults);

        await ServeAsync(polling, Bodies.Flag("a_flag", value: "1"));

        polling.Flags.Current.GetValue(Number).Should().Be(7);
    }

    private static PollingHost Host(bool isOn, Action<FlagsmithPollingOptions>? configure = null)
    {
        var polling = new PollingHost(configure);
        polling.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Flagsmith:UseDefaultValuesForMissingFlags"] = isOn.ToString(),
            ["Flagsmith:Defaults:absent:Enabled"] = "true",
            ["Flagsmith:Defaults:absent:Value"] = "7",
            ["Flagsmith:Defaults:absent_uri:Value"] = "https://b.test",
            ["Flagsmith:Defaults:absent_json:Value"] = "[1,2]",
            ["Flagsmith:Defaults:a_flag:Value"] = "9",
        });
        return polling;
    }

    private static async Task<PollingHost> LoadedAsync(bool isOn)
    {
        var polling = Host(isOn);
        await ServeAsync(polling, Bodies.Flag("a_flag", value: "1"));
        return polling;
    }

    private static async Task ServeAsync(PollingHost polling, params string[] flags)
    {
        polling.Api.RespondJson(Bodies.List(flags));
        await polling.Flags.RefreshAsync();
    }
}
