using Flagsmith.Polling.AspNetCore.Tests.Doubles;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Flagsmith.Polling.AspNetCore.Tests.Browser;

/// <summary>Makes the pictures of the documentation: <c>dotnet test Flagsmith.Polling.AspNetCore.Tests --filter InspectorPictures</c>.</summary>
[Explicit("Writes docs/images/inspector-light.png and inspector-dark.png, in half a minute of the real clock.")]
public sealed class InspectorPictures
{
    [Test]
    public async Task Write()
    {
        await using var flagsmith = await StartFlagsmithAsync();
        await using var app = await StartAsync(flagsmith);
        var flags = app.Services.GetRequiredService<IFlagProvider>();
        for (var poll = 0; poll < 40; poll++)
        {
            await PollAsync(flagsmith, flags, poll);
        }

        _ = app.Services.GetRequiredService<IFlagDiagnostics>().Identities; // reads are counted from now on
        var users = app.Services.GetRequiredService<IIdentityFlagProvider>();
        for (var read = 0; read < 4_200; read++)
        {
            await users.GetFlagsAsync($"user-{read % 137}");
        }

        await using var light = await InspectedPage.OpenAsync(app.Client.BaseAddress!, 1120, 860);
        await using var dark = await InspectedPage.OpenAsync(app.Client.BaseAddress!, 1120, 860, ColorScheme.Dark);
        await Expect(light.Rows).ToHaveCountAsync(12);
        await Expect(dark.Rows).ToHaveCountAsync(12);
        flagsmith.SetFlag("checkout_v2", enabled: true, "express");
        flagsmith.SetFlag("free_shipping", enabled: false);
        await flags.RefreshAsync();
        foreach (var (page, name) in new[] { (light, "inspector-light"), (dark, "inspector-dark") })
        {
            await Expect(page.Page.Locator("#rows tr.new")).ToHaveCountAsync(2);
            await page.Page.ScreenshotAsync(new PageScreenshotOptions { Path = InspectedPage.InRepository("docs", "images", $"{name}.png"), FullPage = true });
        }
    }

    private static async Task PollAsync(LocalFlagsmith flagsmith, IFlagProvider flags, int poll)
    {
        if (poll is 12 or 27)
        {
            flagsmith.SetFlag("max_items", enabled: true, 200 + poll);
        }

        if (poll is 18 or 19 or 20)
        {
            flagsmith.Inject(Fault.Truncated);
        }

        try
        {
            await flags.RefreshAsync();
        }
        catch (FlagsmithApiException)
        {
            flagsmith.ClearFaults();
        }
    }

    private static async Task<LocalFlagsmith> StartFlagsmithAsync()
    {
        var flagsmith = await LocalFlagsmith.StartAsync();
        flagsmith.SetFlag("checkout_v2", enabled: true, "classic");
        flagsmith.SetFlag("free_shipping", enabled: true);
        flagsmith.SetFlag("max_items", enabled: true, 50);
        flagsmith.SetFlag("vat_rate", enabled: true, 0.19);
        flagsmith.SetFlag("rate_limits", enabled: true, """{"perMinute": 120, "burst": [10, 40], "exempt": ["internal"]}""");
        flagsmith.SetFlag("welcome_text", enabled: true, "Welcome back! Orders placed before noon leave our warehouse on the same day, and returns are free for sixty days.");
        flagsmith.SetFlag("search_suggestions", enabled: true);
        flagsmith.SetFlag("dark_mode", enabled: false);
        flagsmith.SetFlag("gift_cards", enabled: false);
        flagsmith.SetFlag("loyalty_points", enabled: true, "double");
        flagsmith.SetFlag("new_invoice_layout", enabled: false);
        flagsmith.SetFlag("payment_provider", enabled: true, "second");
        return flagsmith;
    }

    private static Task<TestApp> StartAsync(LocalFlagsmith flagsmith) => TestApp.StartAsync(
        builder =>
        {
            builder.Services.AddFlagsmithPolling(Set);
            builder.Services.AddFlagsmithPolling("back office", Set);
            builder.Services.AddFlagsmithInspector(options => options.Title = "Shop flags");

            void Set(FlagsmithPollingOptions options) =>
                (options.EnvironmentKey, options.ApiUrl, options.PollInterval) = (flagsmith.EnvironmentKey, flagsmith.ApiUrl, TimeSpan.FromSeconds(60));
        },
        app => app.MapFlagsmithInspector("/flagsmith"),
        "Development");
}
