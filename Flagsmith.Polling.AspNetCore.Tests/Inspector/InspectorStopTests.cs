using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace Flagsmith.Polling.AspNetCore.Tests.Inspector;

/// <summary>What the inspector may not hold up.</summary>
public sealed class InspectorStopTests
{
    [Test]
    public async Task Stop_DoesNotWaitForARefreshInFlight()
    {
        await using var flagsmith = await LocalFlagsmith.StartAsync();
        await using var inspector = await InspectorApp.StartAsync(services => services.AddFlagsmithPolling(options =>
            (options.EnvironmentKey, options.ApiUrl, options.PollInterval) = (flagsmith.EnvironmentKey, flagsmith.ApiUrl, TimeSpan.FromHours(1))));
        flagsmith.Inject(Fault.HangBeforeHeaders);
        var refresh = inspector.PostAsync("refresh?environment=");
        var asked = Stopwatch.StartNew();
        while (flagsmith.Requests.Count < 2 && asked.Elapsed < TimeSpan.FromSeconds(10))
        {
            await Task.Yield();
        }

        var stop = Stopwatch.StartNew();
        await inspector.App.App.StopAsync();

        stop.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(3));
        await ((Func<Task>)(() => refresh)).Should().NotThrowAsync();
    }
}
