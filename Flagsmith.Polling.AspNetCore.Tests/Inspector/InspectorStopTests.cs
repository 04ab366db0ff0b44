using System.Net;
using Microsoft.Extensions.DependencyInjection;

namespace Flagsmith.Polling.AspNetCore.Tests.Inspector;

/// <summary>What the inspector may not hold up.</summary>
public sealed class InspectorStopTests
{
    private readonly ManualTimeProvider _time = new();

    [Test]
    public async Task Stop_EndsARefreshInFlight_WhichIsStillAnswered()
    {
        await using var flagsmith = await LocalFlagsmith.StartAsync();
        await using var inspector = await InspectorApp.StartAsync(services =>
        {
            services.AddSingleton<TimeProvider>(_time); // no limit of the poll or of the refresh is over by itself
            services.AddFlagsmithPolling(options => (options.EnvironmentKey, options.ApiUrl, options.PollInterval) = (flagsmith.EnvironmentKey, flagsmith.ApiUrl, TimeSpan.FromHours(1)));
        });
        flagsmith.Inject(Fault.HangBeforeHeaders);
        var refresh = inspector.PostAsync("refresh?environment=");
        await _time.AdvanceUntilAsync(() => flagsmith.Requests.Count == 2);

        await inspector.App.App.StopAsync(); // a request that goes on is cut off when the host's limit for the stop is over

        var (status, body) = await refresh;
        (status, (string?)body!["error"]).Should().Be((HttpStatusCode.OK, "Timeout"));
    }
}
