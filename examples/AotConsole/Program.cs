// A console application that works as a native binary and trimmed: everything that the library does without reflection.
//   dotnet run --project examples/AotConsole
//   dotnet publish examples/AotConsole -c Release -r linux-x64 -p:PublishAot=true
//   dotnet publish examples/AotConsole -c Release -r linux-x64 -p:PublishTrimmed=true
using System.Text.Json;
using AotConsole;
using Flagsmith.Polling;
using Flagsmith.Polling.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

await using var server = await LocalFlagsmith.StartAsync();
server.SetFlag("checkout_v2", enabled: true, "blue");
server.SetFlag("limits", enabled: true, """{"perMinute":120}""");
server.SetTrait("ada", "plan", "gold");

var builder = Host.CreateApplicationBuilder();
builder.Logging.ClearProviders();
builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
{
    ["Flagsmith:EnvironmentKey"] = server.EnvironmentKey,
    ["Flagsmith:ApiUrl"] = server.ApiUrl.AbsoluteUri,
    ["Flagsmith:Defaults:checkout_v2:Value"] = "green",
});
builder.AddFlagsmithPolling();

using var host = builder.Build();
await host.StartAsync();
var flags = host.Services.GetRequiredService<IFlagProvider>().Current;
var users = host.Services.GetRequiredService<IIdentityFlagProvider>();
Console.WriteLine($"{flags.GetFlag("checkout_v2")} (version {flags.Version} from {flags.Source})");
Console.WriteLine($"{flags.GetValue(Keys.Limits).PerMinute} a minute");
Console.WriteLine($"ada: {await users.ForIdentity("ada").GetTraitAsync("plan")}, {await users.ForIdentity("ada").GetValueAsync("checkout_v2", "none")}");
Console.WriteLine(JsonSerializer.Serialize(flags.GetValue("checkout_v2"), AotJson.Default.FlagValue));
await host.StopAsync();
