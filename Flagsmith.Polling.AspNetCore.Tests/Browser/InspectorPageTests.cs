using System.Globalization;
using Flagsmith.Polling.AspNetCore.Tests.Doubles;
using Flagsmith.Polling.AspNetCore.Tests.Inspector;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Flagsmith.Polling.AspNetCore.Tests.Browser;

/// <summary>The inspector in a browser: what a person sees, and can do.</summary>
public sealed class InspectorPageTests
{
    private const string Document = """{"id":1,"api_key":"x","name":"p","project":{"id":1,"name":"p","hide_disabled_flags":false,"organisation":{"id":1,"name":"o"},"segments":[{"id":1,"name":"gold customers","rules":[{"type":"ALL","rules":[],"conditions":[{"property_":"plan","operator":"EQUAL","value":"gold"}]}],"feature_states":[{"enabled":true,"feature":{"id":1,"name":"colour","type":"STANDARD"},"feature_state_value":"gold","multivariate_feature_state_values":[],"feature_segment":{"priority":0}}]}]},"feature_states":[{"enabled":true,"feature":{"id":1,"name":"colour","type":"STANDARD"},"feature_state_value":"red","multivariate_feature_state_values":[]}]}""";

    [Test]
    public async Task Table_ShowsTheFlags_AndTheSearchFiltersThem()
    {
        await using var flagsmith = await StartFlagsmithAsync();
        await using var app = await StartAsync(flagsmith);
        await using var page = await InspectedPage.OpenAsync(app.Client.BaseAddress!);

        await Expect(page.Rows).ToHaveCountAsync(5);
        (await page.NamesAsync()).Should().Equal("banner", "checkout_v2", "limits", "max_items", "terms");
        (await page.Page.Locator("#rows tr").Nth(1).InnerTextAsync()).Should().Contain("on").And.Contain("blue");
        await page.Page.GetByLabel("Search flags").FillAsync("ITEMS");
        await Expect(page.Rows).ToHaveCountAsync(1);
        (await page.NamesAsync()).Should().Equal("max_items");
        await page.Page.GetByLabel("Search flags").FillAsync("blue");
        (await page.NamesAsync()).Should().Equal("checkout_v2");
        await page.Page.GetByLabel("Search flags").FillAsync("nothing like it");
        await Expect(page.Page.GetByText("No flag matches.")).ToBeVisibleAsync();
        await page.Page.GetByLabel("Search flags").FillAsync("");
        await page.Page.GetByLabel("Show", new PageGetByLabelOptions { Exact = true }).SelectOptionAsync("off");
        (await page.NamesAsync()).Should().Equal("banner");
        page.Errors.Should().BeEmpty();
    }

    [Test]
    public async Task Headings_Sort()
    {
        await using var flagsmith = await StartFlagsmithAsync();
        await using var app = await StartAsync(flagsmith);
        await using var page = await InspectedPage.OpenAsync(app.Client.BaseAddress!);
        await Expect(page.Rows).ToHaveCountAsync(5);

        await page.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Name" }).ClickAsync();
        (await page.NamesAsync()).Should().BeInDescendingOrder(StringComparer.Ordinal);
        await page.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "State" }).ClickAsync();
        (await page.NamesAsync())[^1].Should().Be("banner");
        await page.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "State" }).ClickAsync();
        (await page.NamesAsync())[0].Should().Be("banner");

        await Expect(page.Page.Locator("th").Nth(1)).ToHaveAttributeAsync("aria-sort", "descending");
    }

    [Test]
    public async Task LongAndJsonValues_AreFolded_AndPretty()
    {
        await using var flagsmith = await StartFlagsmithAsync();
        await using var app = await StartAsync(flagsmith);
        await using var page = await InspectedPage.OpenAsync(app.Client.BaseAddress!);
        var limits = page.Rows.Filter(new LocatorFilterOptions { HasText = "limits" });

        await Expect(limits.Locator("pre")).ToBeHiddenAsync();
        await limits.Locator("summary").ClickAsync();

        (await limits.Locator("pre").InnerTextAsync()).Should().Be("{\n  \"perMinute\": 120,\n  \"burst\": [\n    1,\n    2\n  ]\n}");
        await Expect(page.Rows.Filter(new LocatorFilterOptions { HasText = "terms" }).Locator("pre")).ToBeHiddenAsync();
    }

    [Test]
    public async Task Change_AppearsWithoutReload_AndIsHighlighted_WithOldAndNewValue()
    {
        await using var flagsmith = await StartFlagsmithAsync();
        await using var app = await StartAsync(flagsmith);
        await using var page = await InspectedPage.OpenAsync(app.Client.BaseAddress!);
        await Expect(page.Rows).ToHaveCountAsync(5);

        flagsmith.SetFlag("checkout_v2", enabled: false, "green"); // the next poll is a second away

        var row = page.Page.Locator("#rows tr.new");
        await Expect(row).ToHaveCountAsync(1);
        (await row.InnerTextAsync()).Should().Contain("checkout_v2").And.Contain("off").And.Contain("green").And.Contain("was on, blue");
        await Expect(page.Page.GetByRole(AriaRole.Status).Filter(new LocatorFilterOptions { HasText = "checkout_v2 was on, blue, is off, green" })).ToBeVisibleAsync();
        page.Errors.Should().BeEmpty();
    }

    [Test]
    public async Task Page_SurvivesTheServersRestart()
    {
        await using var flagsmith = await StartFlagsmithAsync();
        var app = await StartAsync(flagsmith);
        var address = app.Client.BaseAddress!;
        await using var page = await InspectedPage.OpenAsync(address);
        await Expect(page.Rows).ToHaveCountAsync(5);
        await app.DisposeAsync();
        await Expect(page.Page.GetByText("Connection lost, trying again")).ToBeVisibleAsync();
        flagsmith.SetFlag("after_the_restart", enabled: true);

        await using var again = await StartAsync(flagsmith, address);

        await Expect(page.Rows).ToHaveCountAsync(6);
        await Expect(page.Page.GetByText("Live", new PageGetByTextOptions { Exact = true })).ToBeVisibleAsync();
    }

    private static IEnumerable<TestCaseData> Views() =>
        from width in (int[])[390, 1280]
        from scheme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark]
        select new TestCaseData(width, scheme);

    [TestCaseSource(nameof(Views))]
    public async Task EveryView_FitsItsWindow_AndIsAccessible(int width, ColorScheme scheme)
    {
        await using var flagsmith = await StartFlagsmithAsync();
        flagsmith.SetFlag(new string('n', 150), enabled: true, new string('v', 300));
        flagsmith.LoadEnvironmentDocument(Document);
        await using var app = await StartAsync(flagsmith, isLocal: true);
        await using var page = await InspectedPage.OpenAsync(app.Client.BaseAddress!, width, scheme: scheme);
        await Expect(page.Rows.First).ToBeVisibleAsync();
        await page.Page.GetByLabel("Flag", new PageGetByLabelOptions { Exact = true }).FillAsync("colour");
        await page.Page.GetByLabel("User").FillAsync("ada");
        await page.Page.GetByLabel("Traits, as JSON").FillAsync("""{"plan": "gold"}""");
        await page.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Explain" }).ClickAsync();
        await Expect(page.Page.Locator("#explanation")).ToContainTextAsync("gold customers");
        flagsmith.LoadEnvironmentDocument(Document.Replace("\"red\"", "\"green\"", StringComparison.Ordinal));
        await Expect(page.Page.Locator("#rows tr.new")).ToHaveCountAsync(1);

        (await page.OverflowAsync()).Should().Be(0);
        (await page.ViolationsAsync()).Should().BeEmpty();
        await page.SaveAsync(string.Create(CultureInfo.InvariantCulture, $"local-{width}-{scheme}"));
        page.Errors.Should().BeEmpty();
    }

    [TestCaseSource(nameof(Views))]
    public async Task SeveralEnvironments_AreTabs_ThatKeysReach(int width, ColorScheme scheme)
    {
        await using var flagsmith = await StartFlagsmithAsync();
        await using var app = await StartAsync(flagsmith, register: services => services.UseTestFlags("shop", new TestFlagProvider().Set("only_in_the_shop", enabled: true, new string('x', 400))));
        await using var page = await InspectedPage.OpenAsync(app.Client.BaseAddress!, width, scheme: scheme);
        await Expect(page.Rows).ToHaveCountAsync(5);
        await page.Page.GetByRole(AriaRole.Tab, new PageGetByRoleOptions { Name = "default" }).FocusAsync();

        await page.Page.Keyboard.PressAsync("ArrowRight");

        await Expect(page.Page.GetByRole(AriaRole.Tab, new PageGetByRoleOptions { Name = "shop" })).ToBeFocusedAsync();
        await Expect(page.Rows).ToHaveCountAsync(1);
        (await page.NamesAsync()).Should().Equal("only_in_the_shop");
        (await page.OverflowAsync()).Should().Be(0);
        (await page.ViolationsAsync()).Should().BeEmpty();
        await page.SaveAsync(string.Create(CultureInfo.InvariantCulture, $"tabs-{width}-{scheme}"));
    }

    [TestCase("<script>alert(1)</script>")]
    [TestCase("<img src=x onerror=alert(1)>")]
    [TestCase("</title></style></script><script>alert(1)</script>")]
    [TestCase("{{nonce}} \u2028 javascript:alert(1)")]
    public async Task MarkupInNamesAndValues_IsShownAsText(string text)
    {
        using var flags = new TestFlagProvider().Set(text, enabled: true, text).Set("json", enabled: true, $$"""{"a": {{System.Text.Json.JsonSerializer.Serialize(text)}}}""");
        await using var app = await StartAsync(services => services.UseTestFlags(flags));
        await using var page = await InspectedPage.OpenAsync(app.Client.BaseAddress!);

        await Expect(page.Rows).ToHaveCountAsync(2);
        (await page.NamesAsync()).Should().Contain(text);
        flags.Set(text, enabled: false, text);
        await Expect(page.Page.Locator("#rows tr.new")).ToHaveCountAsync(1);

        (await page.Page.Locator("script").CountAsync()).Should().Be(1);
        (await page.Page.Locator("img").CountAsync()).Should().Be(0);
        page.Errors.Should().BeEmpty();
    }

    [Test]
    public async Task RefreshNow_FetchesAndSaysWhatCameOfIt()
    {
        await using var flagsmith = await StartFlagsmithAsync();
        await using var app = await StartAsync(flagsmith, interval: TimeSpan.FromDays(1));
        await using var page = await InspectedPage.OpenAsync(app.Client.BaseAddress!);
        await Expect(page.Rows).ToHaveCountAsync(5);
        flagsmith.SetFlag("new_one", enabled: true);

        await page.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Refresh now" }).ClickAsync();

        await Expect(page.Rows).ToHaveCountAsync(6);
        await Expect(page.Page.Locator("#timeline svg")).ToHaveAttributeAsync("aria-label", "The last 2 polls: 2 published.");
    }

    [Test]
    public async Task TenThousandFlags_StayUsable()
    {
        using var flags = new TestFlagProvider();
        for (var number = 0; number < 10_000; number++)
        {
            flags.Set($"flag_{number:00000}", enabled: number % 2 == 0, number);
        }

        await using var app = await StartAsync(services => services.UseTestFlags(flags));
        await using var page = await InspectedPage.OpenAsync(app.Client.BaseAddress!);

        await Expect(page.Rows).ToHaveCountAsync(200);
        await page.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Show more" }).ClickAsync();
        await Expect(page.Rows).ToHaveCountAsync(400);
        await page.Page.GetByLabel("Search flags").FillAsync("flag_09999");
        await Expect(page.Rows).ToHaveCountAsync(1);
    }

    private static async Task<LocalFlagsmith> StartFlagsmithAsync()
    {
        var flagsmith = await LocalFlagsmith.StartAsync();
        flagsmith.SetFlag("checkout_v2", enabled: true, "blue");
        flagsmith.SetFlag("max_items", enabled: true, 250);
        flagsmith.SetFlag("banner", enabled: false);
        flagsmith.SetFlag("limits", enabled: true, """{"perMinute":120,"burst":[1,2]}""");
        flagsmith.SetFlag("terms", enabled: true, string.Join(' ', Enumerable.Repeat("These are the terms of the sale.", 20)));
        return flagsmith;
    }

    private static Task<TestApp> StartAsync(
        LocalFlagsmith flagsmith, Uri? address = null, bool isLocal = false, TimeSpan? interval = null, Action<IServiceCollection>? register = null) => StartAsync(
        services =>
        {
            services.AddFlagsmithPolling(options =>
            {
                (options.EnvironmentKey, options.ApiUrl) = (isLocal ? flagsmith.ServerSideKey : flagsmith.EnvironmentKey, flagsmith.ApiUrl);
                options.StartupTimeout = TimeSpan.FromMinutes(1); // flags that come later are all new
                (options.Mode, options.PollInterval) = (isLocal ? FlagsmithMode.LocalEvaluation : FlagsmithMode.Remote, interval ?? TimeSpan.FromSeconds(1));
            });
            register?.Invoke(services);
        },
        address);

    private static Task<TestApp> StartAsync(Action<IServiceCollection> register, Uri? address = null) => TestApp.StartAsync(
        builder =>
        {
            register(builder.Services);
            builder.Services.AddFlagsmithInspector();
        },
        app => app.MapFlagsmithInspector("/flagsmith"),
        "Development",
        address);
}
