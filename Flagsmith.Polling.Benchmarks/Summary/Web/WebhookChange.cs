using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Flagsmith.Polling.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Flagsmith.Polling.Benchmarks.Summary.Web;

/// <summary>Changes a flag of one environment, posts its webhook, and waits for the publication.</summary>
internal sealed class WebhookChange : IAsyncDisposable
{
    private const string Secret = "the secret of the benchmark";

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    private readonly LocalFlagsmith _flagsmith;
    private readonly string _name;
    private IFlagProvider? _flags;

    private WebhookChange(LocalFlagsmith flagsmith, string name) => (_flagsmith, _name) = (flagsmith, name);

    public static async Task<WebhookChange> AddAsync(IServiceCollection services, string name)
    {
        var flagsmith = await LocalFlagsmith.StartAsync();
        for (var number = 0; number < 100; number++)
        {
            flagsmith.SetFlag($"flag_{number}", enabled: true, number);
        }

        services.AddFlagsmithPolling(name, options => (options.EnvironmentKey, options.ApiUrl, options.PollInterval) = (flagsmith.EnvironmentKey, flagsmith.ApiUrl, TimeSpan.FromHours(1)));
        return new WebhookChange(flagsmith, name);
    }

    public void Map(WebApplication app)
    {
        app.MapFlagsmithWebhook($"/{_name}", options => (options.Secret, options.EnvironmentName) = (Secret, _name));
        _flags = app.Services.GetRequiredKeyedService<IFlagProvider>(_name);
    }

    public async Task<TimeSpan> MakeAsync(HttpClient client, int value)
    {
        var published = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var subscription = _flags!.OnChange(_ => published.TrySetResult(Stopwatch.GetTimestamp()));
        _flagsmith.SetFlag("flag_50", enabled: true, -1 - value);
        var body = Encoding.UTF8.GetBytes("""{"data": {"new_state": {"enabled": true, "feature_segment": null, "identity": null, "identity_identifier": null}}, "event_type": "FLAG_UPDATED"}""");
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/{_name}") { Content = new ByteArrayContent(body) };
        request.Headers.Add("X-Flagsmith-Signature", Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), body)));
        var began = Stopwatch.GetTimestamp();
        using var response = await client.SendAsync(request);
        response.EnsureSuccessStatusCode();
        return Stopwatch.GetElapsedTime(began, await published.Task.WaitAsync(Longest));
    }

    public ValueTask DisposeAsync() => _flagsmith.DisposeAsync();
}
