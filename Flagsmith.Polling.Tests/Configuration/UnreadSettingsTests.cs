using System.Reflection;
using Flagsmith.Polling.Configuration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Flagsmith.Polling.Tests.Configuration;

/// <summary>Members of a section that nobody reads are one warning each, with the name that may have been meant. Their values are never shown.</summary>
public sealed class UnreadSettingsTests
{
    private const string Secret = "the-secret-value";

    [TestCase("Flagsmith:PolInterval", "Flagsmith:PolInterval", "Flagsmith:PollInterval?")]
    [TestCase("Flagsmith:PollIntreval", "Flagsmith:PollIntreval", "Flagsmith:PollInterval?")]
    [TestCase("FLAGSMITH:POL_INTERVAL", "Flagsmith:POL_INTERVAL", "Flagsmith:PollInterval?")]
    [TestCase("Flagsmith:EnvironmntKey", "Flagsmith:EnvironmntKey", "Flagsmith:EnvironmentKey?")]
    [TestCase("Flagsmith:Identitties:TimeToLive", "Flagsmith:Identitties", "Flagsmith:Identities?")]
    [TestCase("Flagsmith:Identities:TimeToLife", "Flagsmith:Identities:TimeToLife", "Flagsmith:Identities:TimeToLive?")]
    [TestCase("Flagsmith:TimeToLive", "Flagsmith:TimeToLive", "Flagsmith:Identities:TimeToLive?")]
    [TestCase("Flagsmith:Identities:PollInterval", "Flagsmith:Identities:PollInterval", "Flagsmith:PollInterval?")]
    [TestCase("Flagsmith:MaxAge", "Flagsmith:MaxAge", "Flagsmith:LastKnownGood:MaxAge?")]
    [TestCase("Flagsmith:PollInterval:Seconds", "Flagsmith:PollInterval:Seconds", "Remove it")]
    [TestCase("Flagsmith:MaxFl", "Flagsmith:MaxFl", "Flagsmith:MaxFlags?")]
    [TestCase("Flagsmith:MaxF", "Flagsmith:MaxF", "Flagsmith:LastKnownGood:MaxAge?")]
    [TestCase("Flagsmith:billin", "Flagsmith:billin", "Flagsmith:billing?")]
    [TestCase("Flagsmith:zzz", "Flagsmith:zzz", "Remove it")]
    [TestCase("Flagsmith:LastKnownGood", "Flagsmith:LastKnownGood", "Path, MaxAge")]
    [TestCase("Flagsmith:Defaults", "Flagsmith:Defaults", "by name")]
    [TestCase("Flagsmith:Defaults:beta:Enabeld", "Flagsmith:Defaults:beta:Enabeld", "Flagsmith:Defaults:beta:Enabled?")]
    [TestCase("Flagsmith:Defaults:beta:Valeu", "Flagsmith:Defaults:beta:Valeu", "Flagsmith:Defaults:beta:Value?")]
    [TestCase("Flagsmith:Defaults:a:b:Enabled", "Flagsmith:Defaults:a:b", "colon")]
    [TestCase("Flagsmith:biling:EnvironmentKey", "Flagsmith:biling", "Flagsmith:billing?")]
    [TestCase("Flagsmith:billing:Identities:Fallbak", "Flagsmith:billing:Identities:Fallbak", "Flagsmith:billing:Identities:Fallback?")]
    [TestCase("Own:Section:PolInterval", "Own:Section:PolInterval", "Own:Section:PollInterval?")]
    [TestCase("Flagsmith:other:PollInterval", "Flagsmith:other", "Remove it", Description = "it has a section of its own")]
    public async Task UnknownMember_IsOneWarningWithTheNearestName(string setting, string shown, string hint)
    {
        await using var polling = NewHost((setting, Secret));
        polling.Services.AddFlagsmithPolling("other", polling.Configuration.GetSection("Own:Section")).HttpClientBuilder.ConfigurePrimaryHttpMessageHandler(() => polling.Api);
        polling.Services.AddFlagsmithPolling(polling.Configuration.GetSection("Flagsmith")); // read once more: not warned about once more

        await polling.StartAsync();
        await polling.Flags.RefreshAsync();

        var line = polling.Logs.Lines.Should().ContainSingle(line => line.Event == "SettingNotRead").Subject;
        line.Level.Should().Be(Microsoft.Extensions.Logging.LogLevel.Warning);
        line.Text.Should().ContainEquivalentOf($" {shown} is unknown").And.Contain(hint);
        polling.Logs.Lines.Should().NotContain(logged => logged.Text.Contains(Secret, StringComparison.Ordinal));
    }

    [Test]
    public async Task EveryMemberThatThereIs_IsNoWarning()
    {
        await using var polling = NewHost();
        foreach (var setting in AllOf(typeof(FlagsmithPollingOptions), new FlagsmithPollingOptions(), "Flagsmith:"))
        {
            polling.Configuration[setting.Key] = setting.Value;
        }

        polling.Configuration["Flagsmith:CustomHeaders:X-Team"] = "blue";
        polling.Configuration["Flagsmith:Defaults:a_flag:Enabled"] = "true";
        polling.Configuration["Flagsmith:Defaults:a_flag:Value"] = "1";
        polling.Configuration["flagsmith:billing:pollinterval"] = "00:01:00";

        await polling.StartAsync();

        polling.Logs.Count("SettingNotRead").Should().Be(0);
    }

    [Test]
    public async Task MembersOfOtherPackages_AreKnownAndSuggested()
    {
        await using var polling = NewHost(
            ("Flagsmith:Analytics:Interval", "1"), ("Flagsmith:Identities:Store:Name", "1"), ("Flagsmith:Analytix", "1"), ("Flagsmith:Identities:Stroe", "1"), ("Flagsmith:billing:Analytics:Interval", "1"));
        polling.Services.AddFlagsmithPolling().AddKnownSettings("Analytics", "Identities:Store");

        await polling.StartAsync();

        polling.Logs.Lines.Where(line => line.Event == "SettingNotRead").Select(line => line.Text).Should().BeEquivalentTo(
            "The setting Flagsmith:Analytix is unknown and has no effect. Did you mean Flagsmith:Analytics?",
            "The setting Flagsmith:Identities:Stroe is unknown and has no effect. Did you mean Flagsmith:Identities:Store?",
            "The setting Flagsmith:billing:Analytics is unknown and has no effect. Remove it.");
    }

    [Test]
    public async Task SameNameInTwoPlaces_TheNearerPathIsSuggested()
    {
        await using var polling = NewHost(("Flagsmith:Identities:Intervall", "1"));
        polling.Services.AddFlagsmithPolling().AddKnownSettings("Analytics:Interval", "Identities:Interval");

        await polling.StartAsync();

        polling.Logs.Lines.Single(line => line.Event == "SettingNotRead").Text.Should().EndWith("Did you mean Flagsmith:Identities:Interval?");
    }

    [Test]
    public async Task EmptyTextInPlaceOfASection_IsNoWarning()
    {
        await using var polling = NewHost(("Flagsmith:LastKnownGood", ""), ("Flagsmith:Defaults", ""));

        await polling.StartAsync();

        polling.Logs.Count("SettingNotRead").Should().Be(0);
    }

    [Test]
    public void AddKnownSettings_BlankMember_Throws() => new ServiceCollection().AddFlagsmithPolling()
        .Invoking(builder => builder.AddKnownSettings(" ")).Should().Throw<ArgumentException>();

    [Test]
    public async Task FaultThatAMisspeltNameCauses_ComesWithItsWarning()
    {
        await using var polling = new PollingHost(setDefaults: false);
        polling.Configuration["Flagsmith:EnviromentKey"] = Secret;

        await polling.Invoking(host => host.StartAsync()).Should().ThrowAsync<OptionsValidationException>();

        polling.Logs.Lines.Should().ContainSingle(line => line.Event == "SettingNotRead").Which.Text.Should().Contain("Flagsmith:EnvironmentKey?").And.NotContain(Secret);
    }

    [Test]
    public async Task Reload_WarnsAboutWhatIsNew()
    {
        await using var polling = NewHost(("Flagsmith:PolInterval", "1"));
        await polling.StartAsync();
        polling.Configuration["Flagsmith:PolJitter"] = "1";

        for (var reload = 0; reload < 3; reload++)
        {
            ((IConfigurationRoot)polling.Configuration).Reload();
            await polling.PollAsync();
        }

        polling.Logs.Count("SettingNotRead").Should().Be(2);
    }

    [TestCase("", "", 0)]
    [TestCase("abc", "ABC", 0)]
    [TestCase("", "abc", 3)]
    [TestCase("abc", "", 3)]
    [TestCase("abc", "abd", 1)]
    [TestCase("abc", "ac", 1)]
    [TestCase("abc", "abxc", 1)]
    [TestCase("abcd", "acbd", 1)]
    [TestCase("ab", "ba", 1)]
    [TestCase("kitten", "sitting", 3)]
    public void EditDistance_CountsSteps(string left, string right, int distance) => EditDistance.Between(left, right).Should().Be(distance);

    /// <summary>Lists a setting for every property there is, so that one added later is known too.</summary>
    private static IEnumerable<KeyValuePair<string, string?>> AllOf(Type type, object options, string prefix)
    {
        foreach (var property in type.GetProperties())
        {
            if (property.PropertyType.Namespace == "Flagsmith.Polling" && property.PropertyType.IsClass)
            {
                foreach (var inner in AllOf(property.PropertyType, property.GetValue(options)!, prefix + property.Name + ":"))
                {
                    yield return inner;
                }
            }
            else if (property is { CanWrite: true, Name: not ("EnvironmentKey" or "ApiUrl") })
            {
                yield return new(prefix + property.Name, Text(property, options));
            }
        }
    }

    private static string? Text(PropertyInfo property, object options) => property.GetValue(options) switch
    {
        IFormattable value => value.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
        var value => value?.ToString(),
    };

    private static PollingHost NewHost(params (string Setting, string Value)[] settings)
    {
        var polling = new PollingHost();
        polling.AddNamed("billing");
        polling.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Flagsmith:PollJitter"] = "0.1", ["Own:Section:EnvironmentKey"] = "key" });
        polling.Configuration.AddInMemoryCollection(settings.ToDictionary(setting => setting.Setting, setting => (string?)setting.Value));
        return polling;
    }
}
