// A web API that reads flags in memory: those of the environment, and those of single users.
//   dotnet run --project examples/WebApi             with a local Flagsmith in this process
//   dotnet run --project examples/WebApi -- --once   the same; asks itself a few times and ends
//   Flagsmith__EnvironmentKey=… Flagsmith__ApiUrl=… dotnet run --project examples/WebApi    with the real thing
using Flagsmith.Polling;
using OpenTelemetry.Metrics;
using Serilog;
using WebApi;

var once = args.Contains("--once");
var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = [.. args.Where(arg => arg != "--once")], ContentRootPath = AppContext.BaseDirectory });
builder.Services.AddSerilog((_, logger) => logger.ReadFrom.Configuration(builder.Configuration));

await using var local = string.IsNullOrEmpty(builder.Configuration["Flagsmith:EnvironmentKey"]) ? await LocalServer.StartAsync() : null;
builder.AddFlagsmithPolling(options =>
{
    if (local is not null)
    {
        options.EnvironmentKey = local.EnvironmentKey;
        options.ApiUrl = local.ApiUrl;
        options.PollInterval = TimeSpan.FromSeconds(5); // the real thing is asked once a minute, for requests may cost money
    }
});

builder.Services.AddHealthChecks().AddFlagsmithPolling();
builder.Services.AddIdentityFlags(context => context.Request.Query["user"]);  // a real application takes the signed-in user: AddIdentityFlags()
builder.Services.AddFlagsmithInspector(options => options.AllowAnonymous = true); // a real application requires a policy or a role: see docs/inspector.md

// An application would name the exporter of its own monitoring here.
builder.Services.AddOpenTelemetry().WithMetrics(metrics => metrics
    .AddMeter(FlagsmithPollingDefaults.MeterName)
    .AddConsoleExporter((_, reader) => reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = 60_000));

if (once)
{
    builder.WebHost.UseUrls("http://127.0.0.1:0"); // any free port
}

await using var app = builder.Build();

// The user's flags are asked for once, and both reads come from the same response.
app.MapGet("/greeting/{user:maxlength(100)}", async (string user, IIdentityFlagProvider users, CancellationToken aborted) =>
{
    var flags = await users.GetFlagsAsync(user, aborted);
    return new Greeting($"{flags.GetValue("greeting", "Hello")}, {user}!", flags.IsEnabled("vip_lounge"));
});

app.MapGet("/flags", (IFlagProvider flags) =>
    flags.Current.Flags.Select(flag => new ListedFlag(flag.Feature.Name, flag.Enabled, flag.Value.IsNull ? null : flag.Value.ToString())));

// Open while a flag is on: for everybody, and for the user of the request. 404 otherwise.
app.MapGet("/sale", () => "Everything must go!").RequireFlag("summer_sale");
app.MapGet("/lounge", () => "Welcome to the lounge!").RequireFlag("vip_lounge").ForUser();

// http://127.0.0.1:5080/flagsmith shows what this process believes about its flags; Flagsmith posts changes to the webhook.
app.MapFlagsmithInspector("/flagsmith");
app.MapFlagsmithWebhook("/flagsmith/webhook", options => options.Secret = app.Configuration["FlagsmithWebhookSecret"]);

app.MapHealthChecks("/health");

try
{
    await app.StartAsync();
}
catch (OperationCanceledException) when (app.Lifetime.ApplicationStopping.IsCancellationRequested)
{
    return; // Ctrl+C while it started: the library then stops waiting, but Kestrel throws
}

if (once)
{
    await Visit.RunAsync(new Uri(app.Urls.First()), local, app.Configuration["FlagsmithWebhookSecret"]!);
    app.Services.GetRequiredService<MeterProvider>().ForceFlush(); // prints the metrics now, not at the next full minute
    await app.StopAsync();
}
else
{
    Console.WriteLine($"Try: curl {app.Urls.First()}/greeting/ada, and open {app.Urls.First()}/flagsmith");
    await app.WaitForShutdownAsync();
}
