using System.Globalization;
using System.Text.Json;
using Flagsmith.Polling.Benchmarks.Data;
using Flagsmith.Polling.Benchmarks.Memory;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Flagsmith.Polling.Benchmarks.Summary.Web;

/// <summary>A minimal API on the loopback: an endpoint that reads ten flags by name, the same reading none, one without flags, that one behind a flag, and one that tells how much time on cores the process has taken.</summary>
internal static class WebServer
{
    private const int Flags = 100;

    public static async Task<WebApplication> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var api = new BodyApi(SampleFlags.WriteEnvironment(Flags));
        builder.Services.AddFlagsmithPolling(options => options.EnvironmentKey = "benchmark").HttpClientBuilder.ConfigurePrimaryHttpMessageHandler(() => api);
        var app = builder.Build();
        app.MapGet("/bare", () => "8 on");
        app.MapGet("/none", (IFlagSnapshot flags) => flags.Version > 0 ? "8 on" : "wrong");
        app.MapGet("/ten", (IFlagSnapshot flags) => CountOn(flags) == 8 ? "8 on" : "wrong");
        app.MapGet("/gated", () => "8 on").RequireFlag("checkout_limits");
        MapFlagsmith(app);
        app.MapGet("/cpu", () => ThreadClock.Process.ToString("R", CultureInfo.InvariantCulture));
        await app.StartAsync();
        return app;
    }

    public static Uri AddressOf(WebApplication app) =>
        new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    /// <summary>Answers as Flagsmith does: the environment's flags, and a user of the population for each identifier.</summary>
    private static void MapFlagsmith(WebApplication app)
    {
        var population = new UserPopulation();
        var environment = population.WriteEnvironment();
        app.MapGet("/api/v1/flags/", () => Results.Bytes(environment, "application/json"));
        app.MapPost("/api/v1/identities/", async (HttpRequest request) =>
        {
            using var body = await JsonDocument.ParseAsync(request.Body);
            return Results.Bytes(population.WriteUser(body.RootElement.GetProperty("identifier").GetString()!), "application/json");
        });
    }

    // Ten reads as a page would have them, written out.
    private static int CountOn(IFlagSnapshot flags) =>
        One(flags.IsEnabled("checkout_beta")) + One(flags.IsEnabled("checkout_colour_theme")) + One(flags.IsEnabled("checkout_banner_text"))
        + One(flags.IsEnabled("checkout_limits")) + One(flags.IsEnabled("checkout_audit")) + One(flags.IsEnabled("search_beta"))
        + One(flags.IsEnabled("search_max_items")) + One(flags.IsEnabled("search_discount")) + One(flags.IsEnabled("profile_new_layout")) + One(flags.IsEnabled("profile_day"));

    private static int One(bool isOn) => isOn ? 1 : 0;
}
