using Microsoft.Playwright;

namespace Flagsmith.Polling.AspNetCore.Tests.Browser;

/// <summary>One headless Chromium for all tests of the page; where there is none, they are skipped with the reason.</summary>
[SetUpFixture]
public sealed class BrowserFixture
{
    private static IPlaywright? _playwright;

    /// <summary>Gets the browser; null where it could not be started.</summary>
    public static IBrowser? Browser { get; private set; }

    /// <summary>Gets why there is no browser.</summary>
    public static string Reason { get; private set; } = "";

    private static string Program => Environment.GetEnvironmentVariable("CHROMIUM") ?? "/usr/bin/chromium";

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        if (!File.Exists(Program))
        {
            Reason = $"The page was not tested: there is no Chromium at {Program}. Install Debian's package chromium, or set CHROMIUM.";
            return;
        }

        Assertions.SetDefaultExpectTimeout(30_000); // waits end as soon as they can: this is for machines that do other work too
        _playwright = await Playwright.CreateAsync();
        Browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Program,
            Timeout = 120_000,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await (Browser?.CloseAsync() ?? Task.CompletedTask);
        _playwright?.Dispose();
    }
}
