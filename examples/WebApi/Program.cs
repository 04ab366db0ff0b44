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
    await Visit.RunAsync(new Uri(app.Urls.First()), local);
    app.Services.GetRequiredService<MeterProvider>().ForceFlush(); // prints the metrics now, not at the next full minute
    await app.StopAsync();
}
else
{
    Console.WriteLine($"Try: curl {app.Urls.First()}/greeting/ada");
    await app.WaitForShutdownAsync();
}
