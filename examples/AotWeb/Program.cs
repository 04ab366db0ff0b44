// The gate, the flags of the request's user, the inspector and the webhook in a native or trimmed binary. Asks itself and ends.
//   dotnet publish examples/AotWeb -c Release --use-current-runtime --self-contained -p:PublishAot=true
using System.Security.Cryptography;
using System.Text;
using Flagsmith.Polling.AspNetCore;
using Flagsmith.Polling.Testing;

const string Secret = "for this example alone";
await using var flagsmith = await LocalFlagsmith.StartAsync();
flagsmith.SetFlag("checkout_v2", enabled: false);
flagsmith.SetFlag("vip_lounge", enabled: false);
flagsmith.SetOverride("ada", "vip_lounge", enabled: true);

var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.WebHost.UseUrls("http://127.0.0.1:0");
builder.AddFlagsmithPolling(options => (options.EnvironmentKey, options.ApiUrl) = (flagsmith.EnvironmentKey, flagsmith.ApiUrl));
builder.Services.AddIdentityFlags(context => context.Request.Query["user"]);
builder.Services.AddFlagsmithInspector(options => options.AllowAnonymous = true);
await using var app = builder.Build();
app.MapGet("/checkout", (RequestDelegate)(context => context.Response.WriteAsync("the new checkout"))).RequireFlag("checkout_v2");
app.MapGet("/lounge", (RequestDelegate)WelcomeAsync).RequireFlag("vip_lounge").ForUser();
app.MapFlagsmithInspector("/flagsmith");
app.MapFlagsmithWebhook("/webhook", options => options.Secret = Secret);
await app.StartAsync();

using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
foreach (var path in (string[])["/checkout", "/lounge?user=ada", "/lounge?user=konrad", "/flagsmith/flags"])
{
    await ShowAsync(path);
}

using (var page = await client.GetAsync("/flagsmith"))
{
    Console.WriteLine($"/flagsmith: {(int)page.StatusCode} {page.Content.Headers.ContentType}");
}

using (var events = await client.GetAsync("/flagsmith/events", HttpCompletionOption.ResponseHeadersRead))
using (var lines = new StreamReader(await events.Content.ReadAsStreamAsync()))
{
    Console.WriteLine($"/flagsmith/events: {(int)events.StatusCode} {await lines.ReadLineAsync()}");
}

flagsmith.SetFlag("checkout_v2", enabled: true);
var body = Encoding.UTF8.GetBytes("""{"event_type": "FLAG_UPDATED", "data": {"new_state": {"enabled": true}}}""");
using var post = new HttpRequestMessage(HttpMethod.Post, "/webhook") { Content = new ByteArrayContent(body) };
post.Headers.Add(FlagsmithWebhookOptions.SignatureHeader, Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), body)));
using (var answer = await client.SendAsync(post))
{
    Console.WriteLine($"/webhook: {(int)answer.StatusCode}");
}

while ((await client.GetAsync("/checkout")).StatusCode == System.Net.HttpStatusCode.NotFound)
{
    await Task.Delay(5);
}

await ShowAsync("/checkout");
await app.StopAsync();

static async Task WelcomeAsync(HttpContext context)
{
    var user = await context.RequestServices.GetRequiredService<IIdentityFlagsAccessor>().GetFlagsAsync(context.RequestAborted);
    await context.Response.WriteAsync($"welcome, {(user.IsEnabled("vip_lounge") ? "guest" : "nobody")}");
}

async Task ShowAsync(string path)
{
    using var response = await client.GetAsync(path);
    Console.WriteLine($"{path}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}");
}
