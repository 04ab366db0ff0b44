using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Flagsmith.Polling.Tests.Configuration;

/// <summary>Defaults from several sources of configuration, which does not tell names apart that differ in case, and what cannot be a default.</summary>
public sealed class ConfiguredDefaultsTests
{
    private const string Json = """{"Flagsmith":{"Defaults":{"Checkout":{"Enabled":true,"Value":"old"}}}}""";

    private static IEnumerable<LaterSource> Sources()
    {
        yield return new("none", [], true, "old", Warnings: 0);
        yield return new("the same name", [("Flagsmith:Defaults:Checkout:Enabled", "false")], false, "old", Warnings: 0);
        yield return new("capitals, as of the environment", [("FLAGSMITH:DEFAULTS:CHECKOUT:ENABLED", "false")], false, "old", Warnings: 1);
        yield return new("capitals, value alone", [("FLAGSMITH:DEFAULTS:CHECKOUT:VALUE", "new")], true, "new", Warnings: 1);
        yield return new("lower case", [("flagsmith:defaults:checkout:enabled", "false"), ("flagsmith:defaults:checkout:value", "new")], false, "new", Warnings: 1);
        yield return new("a name before it in order", [("FLAGSMITH:DEFAULTS:A:ENABLED", "true"), ("Flagsmith:Defaults:ChecKout:Value", "new")], true, "new", Warnings: 1);
    }

    [Test]
    public async Task NamesThatDifferInCase_AreTheFirstName_WithTheLastValue(
        [ValueSource(nameof(Sources))] LaterSource later, [Values("direct", "chained", "own section")] string way)
    {
        var (_, set, enabled, value, warnings) = later;
        await using var polling = new PollingHost();
        var settings = set.ToDictionary(setting => setting.Setting, setting => (string?)setting.Value);
        using var json = new MemoryStream(Encoding.UTF8.GetBytes(Json));
        if (way == "chained")
        {
            polling.Configuration.AddConfiguration(new ConfigurationBuilder().AddJsonStream(json).AddInMemoryCollection(settings).Build());
        }
        else
        {
            polling.Configuration.AddJsonStream(json);
            polling.Configuration.AddInMemoryCollection(settings);
        }

        if (way == "own section")
        {
            polling.Services.AddFlagsmithPolling(polling.Configuration.GetSection("Flagsmith"));
        }

        polling.Api.RespondStatus(System.Net.HttpStatusCode.BadGateway);
        await polling.StartWithinAsync(TimeSpan.FromSeconds(5));

        polling.Flags.Current.IsEnabled("Checkout", !enabled).Should().Be(enabled);
        polling.Flags.Current.GetValue("Checkout", "").Should().Be(value);
        polling.Flags.Current.Flags.Select(flag => flag.Feature.Name).Should().BeSubsetOf(["Checkout", "A"]);
        polling.Logs.Count("DefaultsDifferInCase").Should().Be(warnings);
        if (warnings > 0)
        {
            polling.Logs.Lines.Single(line => line.Event == "DefaultsDifferInCase").Text.Should().Contain(" Checkout, ").And.Contain("the flag Checkout,").And.NotContain("old").And.NotContain("new");
        }
    }

    [Test]
    public async Task SectionOfAConfigurationThatIsNotRegistered_GivesItsDefaults()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Own:EnvironmentKey"] = "key",
            ["Own:Defaults:Checkout:Enabled"] = "true",
        }).Build();
        var services = new ServiceCollection();
        services.AddFlagsmithPolling(configuration.GetSection("Own"));
        await using var provider = services.BuildServiceProvider();

        provider.GetRequiredService<IFlagProvider>().Current.Flags.Should().ContainSingle().Which.Feature.Name.Should().Be("Checkout");
    }

    [Test]
    public async Task NamesOfTwoSectionsThatDifferInCase_AreOneDefault()
    {
        await using var polling = new PollingHost();
        polling.Configuration["Flagsmith:Defaults:Checkout:Value"] = "first";
        polling.Configuration["Own:Defaults:CHECKOUT:Value"] = "second";
        polling.Services.AddFlagsmithPolling(polling.Configuration.GetSection("Own"));

        polling.Flags.Current.Flags.Should().ContainSingle().Which.Should().Match<FlagState>(flag => flag.Feature.Name == "Checkout" && flag.Value.Text == "second");
        polling.Logs.Lines.Single(line => line.Event == "DefaultsDifferInCase").Text.Should().Contain("The configured defaults Checkout, CHECKOUT differ only in case");
    }

    [TestCase("""{"a":{"Value":{"limit":5}}}""", "Flagsmith:Defaults:a:Value ", "one string")]
    [TestCase("""{"a":{"Value":[1,2]}}""", "Flagsmith:Defaults:a:Value ", "one string")]
    [TestCase("""{"a":{"Enabled":true,"Value":{"limit":{"most":5}}}}""", "Flagsmith:Defaults:a:Value ", "one string")]
    [TestCase("""{"a":{"Enabled":{"for":"all"}}}""", "Flagsmith:Defaults:a:Enabled ", "\"true\" or \"false\"")]
    [TestCase("""{"a":{"Enabled":"yes","Value":"1"}}""", "Flagsmith:Defaults:a:Enabled ", "\"true\" or \"false\"")]
    [TestCase("""{"a":"on"}""", "Flagsmith:Defaults:a ", "single string")]
    public async Task ValueThatIsNone_IsAFaultThatSaysWhatToWrite(string defaults, string setting, string hint)
    {
        await using var polling = new PollingHost();
        using var json = new MemoryStream(Encoding.UTF8.GetBytes($$$"""{"Flagsmith":{"Defaults":{{{defaults}}}}}"""));
        polling.Configuration.AddJsonStream(json);

        (await polling.Invoking(host => host.StartAsync()).Should().ThrowAsync<OptionsValidationException>())
            .Which.Failures.Should().ContainSingle().Which.Should().StartWith(setting).And.Contain(hint).And.NotContain("most");
        polling.Logs.Count("SettingNotRead").Should().Be(0, "it is an error already");
    }

    [Test]
    public async Task NameWithAColon_LeavesNoFlagBehind()
    {
        await using var polling = new PollingHost();
        polling.Configuration["Flagsmith:Defaults:a:b:Enabled"] = "true";
        polling.Configuration["Flagsmith:Defaults:c:Enabled"] = "true";

        polling.Flags.Current.Flags.Select(flag => flag.Feature.Name).Should().Equal("c");
        polling.Logs.Count("SettingNotRead").Should().Be(1);
    }

    public sealed record LaterSource(string Name, (string Setting, string Value)[] Set, bool Enabled, string Value, int Warnings)
    {
        public override string ToString() => Name;
    }
}
