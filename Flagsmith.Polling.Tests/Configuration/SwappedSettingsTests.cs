using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Flagsmith.Polling.Tests.Configuration;

/// <summary>A key that was written in the place of another setting is not shown.</summary>
public sealed class SwappedSettingsTests
{
    private const string Secret = "TheSecretKey7Q";

    private static IEnumerable<string> Settings() => typeof(FlagsmithPollingOptions).GetProperties().Where(property => property.CanWrite).Select(property => property.Name)
        .Concat(typeof(IdentityOptions).GetProperties().Select(property => "Identities:" + property.Name))
        .Concat(["LastKnownGood:MaxAge", "Defaults:beta", "Defaults:beta:Enabled", "CustomHeaders:Content-Type", "CustomHeaders:bad name"])
        .Where(setting => setting is not ("EnvironmentKey" or "OfflineFile")); // any text is a path; OfflineTests looks at its errors

    [Test]
    public async Task Key_InPlaceOfAnySetting_IsNotShown(
        [ValueSource(nameof(Settings))] string setting, [Values("ser." + Secret, Secret + "\u2026", "https://" + Secret + "@host/", "ftp://host/" + Secret)] string key)
    {
        var faults = await FaultsAsync(new() { ["Flagsmith:" + setting] = key });

        faults.Should().NotBeEmpty();
        faults.Should().NotContain(fault => fault.Contains(Secret, StringComparison.OrdinalIgnoreCase));
    }

    [TestCase("ser." + Secret)]
    [TestCase("/" + Secret)]
    [TestCase(Secret + ":x")]
    [TestCase("https://host/?key=" + Secret)]
    [TestCase("https://host/#" + Secret)]
    [TestCase("https://" + Secret + "@host/")]
    [TestCase("https://user:" + Secret + "@host/" + Secret)]
    [TestCase("http://host/" + Secret)]
    [TestCase("http://" + Secret + "/")]
    [TestCase("file:///" + Secret)]
    public async Task ApiUrlThatIsRefused_IsNotShown(string url)
    {
        var inSection = await FaultsAsync(new() { ["Flagsmith:ApiUrl"] = url });
        var inCode = await FaultsAsync([], options => options.ApiUrl = new Uri(url, UriKind.RelativeOrAbsolute));

        foreach (var faults in new[] { inSection, inCode })
        {
            faults.Should().ContainSingle().Which.Should().StartWith("Flagsmith:ApiUrl ").And.NotContainEquivalentOf(Secret);
        }
    }

    [Test]
    public async Task HeaderWhoseNameAndValueAreSwapped_IsNotShown() =>
        (await FaultsAsync([], options => options.CustomHeaders["Bearer " + Secret] = "Authorization"))
            .Should().ContainSingle().Which.Should().StartWith("Flagsmith:CustomHeaders ").And.NotContain(Secret);

    [TestCase("60")]
    [TestCase("-1:00")]
    [TestCase("0,5")]
    public async Task Number_InPlaceOfATime_IsShown(string text) =>
        (await FaultsAsync(new() { ["Flagsmith:PollInterval"] = text })).Should().ContainSingle().Which.Should().Contain($"\"{text}\"");

    private static async Task<string[]> FaultsAsync(Dictionary<string, string?> settings, Action<FlagsmithPollingOptions>? configure = null)
    {
        await using var polling = new PollingHost(configure, setDefaults: false);
        polling.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Flagsmith:EnvironmentKey"] = "key" });
        polling.Configuration.AddInMemoryCollection(settings);
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
}
