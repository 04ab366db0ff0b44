using System.Collections.Concurrent;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Flagsmith.Polling.AspNetCore.Tests.Browser;

/// <summary>The inspector's page in a browser of its own, with what it reports to the console.</summary>
internal sealed class InspectedPage : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _errors = new();

    private InspectedPage(IBrowserContext context, IPage page)
    {
        (_context, Page) = (context, page);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                _errors.Enqueue(message.Text);
            }
        };
        page.PageError += (_, error) => _errors.Enqueue(error);
        page.Dialog += (_, dialog) =>
        {
            _errors.Enqueue($"a dialog: {dialog.Message}");
            _ = dialog.DismissAsync();
        };
    }

    public IPage Page { get; }

    public IReadOnlyList<string> Errors => [.. _errors];

    public ILocator Rows => Page.Locator("#rows tr");

    /// <summary>Opens the page, and waits until it is live.</summary>
    public static async Task<InspectedPage> OpenAsync(Uri address, int width = 1280, int height = 900, ColorScheme scheme = ColorScheme.Light)
    {
        if (BrowserFixture.Browser is not { } browser)
        {
            Assert.Ignore(BrowserFixture.Reason);
            throw new InvalidOperationException("unreachable");
        }

        var context = await browser.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = width, Height = height },
            ColorScheme = scheme,
            ReducedMotion = ReducedMotion.Reduce,
        });
        var page = new InspectedPage(context, await context.NewPageAsync());
        await page.Page.GotoAsync(new Uri(address, "/flagsmith").ToString());
        await page.Page.GetByText("Live", new PageGetByTextOptions { Exact = true }).WaitForAsync();
        return page;
    }

    public async Task<IReadOnlyList<string>> NamesAsync() => await Page.Locator("#rows td:first-child").AllTextContentsAsync();

    /// <summary>Returns what axe finds wrong, one line each.</summary>
    public async Task<IReadOnlyList<string>> ViolationsAsync()
    {
        var result = await Page.RunAxe();
        return [.. result.Violations.SelectMany(violation => violation.Nodes.Select(node => $"{violation.Id}: {node.Html}"))];
    }

    /// <summary>Returns by how many pixels the page is wider than its window.</summary>
    public Task<int> OverflowAsync() => Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");

    public Task SaveAsync(string name) => Page.ScreenshotAsync(new PageScreenshotOptions { Path = InRepository("artifacts", "inspector", $"{name}.png"), FullPage = true });

    public async ValueTask DisposeAsync() => await _context.CloseAsync();

    /// <summary>Returns a path beside the solution; where there is none, as the tests run elsewhere, beside the tests.</summary>
    public static string InRepository(params IEnumerable<string> path)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Flagsmith.Polling.slnx")))
        {
            folder = folder.Parent;
        }

        return Path.Combine([folder?.FullName ?? AppContext.BaseDirectory, .. path]);
    }
}
