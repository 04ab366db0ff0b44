// A hosted worker that reads flags from memory while they are polled in the background.
//   dotnet run --project examples/WorkerService             with a local server in this process
//   dotnet run --project examples/WorkerService -- --once   the same, and ends after the first change
//   Flagsmith__EnvironmentKey=… Flagsmith__ApiUrl=… dotnet run --project examples/WorkerService    with the real thing
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Serilog;
using WorkerService;

var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { Args = args, ContentRootPath = AppContext.BaseDirectory });
builder.Services.AddSerilog((_, logger) => logger.ReadFrom.Configuration(builder.Configuration));

await using var local = string.IsNullOrEmpty(builder.Configuration["Flagsmith:EnvironmentKey"]) ? await LocalServer.StartAsync() : null;
builder.AddFlagsmithPolling(options =>
{
    if (local is not null)
    {
        options.EnvironmentKey = local.EnvironmentKey;
        options.ApiUrl = local.ApiUrl;
        options.PollInterval = TimeSpan.FromSeconds(2); // to watch; the real thing is asked once a minute, for requests may cost money
    }
});

builder.Services.AddSingleton(new RunMode(Once: args.Contains("--once")));
builder.Services.AddHostedService<FlagWatcher>();
if (local is not null)
{
    builder.Services.AddSingleton(local);
    builder.Services.AddHostedService<FlagFlipper>();
}

using var host = builder.Build();
await host.RunAsync();
