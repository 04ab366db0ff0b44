using System.Diagnostics;
using Consumer;
using Flagsmith.Polling;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
builder.Configuration["Flagsmith:EnvironmentKey"] = "key";
builder.AddFlagsmithPolling(options => options.StartupPolicy = StartupPolicy.FailHost).HttpClientBuilder.ConfigurePrimaryHttpMessageHandler(() => new StubFlagsmith());
builder.Services.AddHealthChecks().AddFlagsmithPolling();
using var host = builder.Build();
await host.StartAsync();
var flags = host.Services.GetRequiredService<IFlagProvider>();
var user = await host.Services.GetRequiredService<IIdentityFlagProvider>().GetFlagsAsync("ada");
var health = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();
Console.WriteLine($"checkout_v2 is {flags.Current.GetValue("checkout_v2", 0)}, for ada {user.GetValue("checkout_v2", 0)}; {health.Status}");
foreach (var used in new[] { typeof(IHttpClientFactory), typeof(IHost), typeof(HealthCheckService) })
{
    Console.WriteLine($"{used.Assembly.GetName().Name} {FileVersionInfo.GetVersionInfo(used.Assembly.Location).ProductVersion?.Split('+')[0]}");
}

await host.StopAsync();
