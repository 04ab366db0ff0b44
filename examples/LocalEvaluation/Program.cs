// Evaluates ten users in this process, from one environment document that a local server serves. Ends by itself.
//   dotnet run --project examples/LocalEvaluation
using System.Text.Json.Nodes;
using Flagsmith.Polling;
using Flagsmith.Polling.Testing;
using LocalEvaluation;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

var document = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "environment.json")))!;
await using var server = await LocalFlagsmith.StartAsync();
server.LoadEnvironmentDocument(document.ToJsonString());

var builder = Host.CreateEmptyApplicationBuilder(settings: null);
builder.AddFlagsmithPolling(options =>
{
    options.Mode = FlagsmithMode.LocalEvaluation;
    options.EnvironmentKey = server.ServerSideKey;
    options.ApiUrl = server.ApiUrl;
    options.PollInterval = TimeSpan.FromDays(1); // so that only what is asked for below is fetched
});
using var host = builder.Build();
await host.StartAsync();

var flags = host.Services.GetRequiredService<IFlagProvider>();
var table = new UserTable(host.Services.GetRequiredService<IIdentityFlagProvider>());
await table.PrintAsync();
Console.WriteLine($"10 users, {server.Requests.Count} request.");

// One flag changes; the flag that depends on it follows for every user.
document["feature_states"]![0]!["enabled"] = false;
server.LoadEnvironmentDocument(document.ToJsonString());
await flags.RefreshAsync();

Console.WriteLine();
Console.WriteLine("checkout is turned off:");
await table.PrintAsync();
Console.WriteLine($"20 users, {server.Requests.Count} requests.");
await host.StopAsync();
