using Flagsmith.Polling.AspNetCore.Tests.Doubles;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Flagsmith.Polling.AspNetCore.Tests.Browser;

/// <summary>The inspector in a browser, where something around it fails or is unusual.</summary>
public sealed class InspectorPageFaultTests
{
    [Test]
    public async Task RefusedFlags_AreNotAskedForInALoop()
    {
        var (isRefused, requests) = (false, 0);
        using var flags = new TestFlagProvider().Set("a", enabled: true, "red");
        await using var app = await StartAsync(flags, app => app.Use((context, next) =>
        {
            if (!context.Request.Path.Value!.EndsWith("/flags", StringComparison.Ordinal) || !Volatile.Read(ref isRefused))
            {
                return next(context);
            }

            Interlocked.Increment(ref requests);
            context.Response.StatusCode = StatusCodes.Status401Unauthorized; // the session has ended, the stream goes on
            return Task.CompletedTask;
        }));
        await using var page = await InspectedPage.OpenAsync(app.Client.BaseAddress!);
        await Expect(page.Rows).ToHaveCountAsync(1);

        Volatile.Write(ref isRefused, true);
        flags.Set("a", enabled: true, "green");
        await Expect(page.Page.Locator("#version")).ToHaveTextAsync(flags.Current.Version.ToString(System.Globalization.CultureInfo.InvariantCulture));
        await Expect(page.Page.Locator("#announcement")).ToContainTextAsync("refused with 401. Trying again");

        Volatile.Read(ref requests).Should().BeInRange(1, 2);
        Volatile.Write(ref isRefused, false);
        await Expect(page.Rows).ToContainTextAsync("green");
    }

    [Test]
    public async Task RestartWithTheSameVersion_ShowsTheNewFlags()
    {
        using var before = new TestFlagProvider().Set("a", enabled: true, "before");
        using var after = new TestFlagProvider().Set("a", enabled: true, "after");
        after.Current.Version.Should().Be(before.Current.Version);
        var app = await StartAsync(before);
        var address = app.Client.BaseAddress!;
        await using var page = await InspectedPage.OpenAsync(address);
        await Expect(page.Rows).ToContainTextAsync("before");
        await app.DisposeAsync();

        await using var again = await StartAsync(after, address: address);

        await Expect(page.Rows).ToContainTextAsync("after");
    }

    [Test]
    public async Task PrettyJson_KeepsTheText()
    {
        using var flags = new TestFlagProvider().Set("ids", enabled: true, """{"id":9007199254740993,"rate":1.0,"a":1,"a":2,"e":[],"o":{},"t":"x, {y}: [z] \" \\"}""");
        await using var app = await StartAsync(flags);
        await using var page = await InspectedPage.OpenAsync(app.Client.BaseAddress!);
        await page.Rows.Locator("summary").ClickAsync();

        (await page.Rows.Locator("pre").InnerTextAsync()).Should().Be(
            "{\n  \"id\": 9007199254740993,\n  \"rate\": 1.0,\n  \"a\": 1,\n  \"a\": 2,\n  \"e\": [],\n  \"o\": {},\n  \"t\": \"x, {y}: [z] \\\" \\\\\"\n}");
    }

    [Test]
    public async Task JsonNestedVeryDeeply_IsShownAsItIs()
    {
        var nested = new string('[', 20_000) + new string(']', 20_000);
        using var flags = new TestFlagProvider().Set("deep", enabled: true, nested);
        await using var app = await StartAsync(flags);
        await using var page = await InspectedPage.OpenAsync(app.Client.BaseAddress!);
        await page.Rows.Locator("summary").ClickAsync();

        (await page.Rows.Locator("pre").TextContentAsync()).Should().Be(nested);
        page.Errors.Should().BeEmpty();
    }

    [Test]
    public async Task Redraw_KeepsTheFocus()
    {
        using var flags = new TestFlagProvider().Set("json", enabled: true, """{"a":1}""").Set("other", enabled: true);
        await using var app = await StartAsync(flags);
        await using var page = await InspectedPage.OpenAsync(app.Client.BaseAddress!);
        await page.Rows.Locator("summary").FocusAsync();

        flags.Set("other", enabled: false);
        await Expect(page.Page.Locator("#rows tr.new")).ToHaveCountAsync(1);

        await Expect(page.Rows.Locator("summary")).ToBeFocusedAsync();
    }

    [Test]
    public async Task RefreshButton_KeepsTheFocus()
    {
        using var flags = new TestFlagProvider().Set("a", enabled: true);
        await using var app = await StartAsync(flags);
        await using var page = await InspectedPage.OpenAsync(app.Client.BaseAddress!);
        var button = page.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Refresh now" });
        await button.FocusAsync();

        await page.Page.Keyboard.PressAsync("Enter");
        await Expect(page.Page.Locator("#announcement")).ToContainTextAsync("Refreshed");

        await Expect(button).ToBeFocusedAsync();
        await Expect(button).Not.ToHaveAttributeAsync("aria-disabled", "true");
        (await page.Page.EvaluateAsync<string>("document.activeElement.id")).Should().Be("refresh");
    }

    [Test]
    public async Task Polls_CanBeReadAsText()
    {
        await using var flagsmith = await LocalFlagsmith.StartAsync();
        flagsmith.SetFlag("a", enabled: true);
        await using var app = await TestApp.StartAsync(
            builder =>
            {
                builder.Services.AddFlagsmithPolling(options =>
                    (options.EnvironmentKey, options.ApiUrl, options.PollInterval) = (flagsmith.EnvironmentKey, flagsmith.ApiUrl, TimeSpan.FromDays(1)));
                builder.Services.AddFlagsmithInspector();
            },
            app => app.MapFlagsmithInspector("/flagsmith"),
            "Development");
        await using var page = await InspectedPage.OpenAsync(app.Client.BaseAddress!);

        await page.Page.GetByText("Polls as text").ClickAsync();

        await Expect(page.Page.Locator("#poll-list")).ToContainTextAsync("published in");
        (await page.ViolationsAsync()).Should().BeEmpty();
        page.Errors.Should().BeEmpty();
    }

    private static Task<TestApp> StartAsync(TestFlagProvider flags, Action<WebApplication>? before = null, Uri? address = null) => TestApp.StartAsync(
        builder =>
        {
            builder.Services.UseTestFlags(flags);
            builder.Services.AddFlagsmithInspector();
        },
        app =>
        {
            before?.Invoke(app);
            app.MapFlagsmithInspector("/flagsmith");
        },
        "Development",
        address);
}
