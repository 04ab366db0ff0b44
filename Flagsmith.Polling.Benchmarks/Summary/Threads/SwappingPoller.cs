using Flagsmith.Polling.Benchmarks.Data;

namespace Flagsmith.Polling.Benchmarks.Summary.Threads;

/// <summary>Polls every 10 ms and finds one flag changed each time, and makes the bare loops' publication too.</summary>
internal sealed class SwappingPoller : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(10);

    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _running;

    public SwappingPoller(SampleEnvironment environment, int flags, Action swapBare) =>
        _running = Task.Run(() => RunAsync(environment, flags, swapBare));

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running;
        _stopping.Dispose();
    }

    private async Task RunAsync(SampleEnvironment environment, int flags, Action swapBare)
    {
        byte[][] bodies = [SampleFlags.WriteEnvironment(flags), SampleFlags.WriteEnvironment(flags, static index => index == 50)];
        using var timer = new PeriodicTimer(Interval);
        for (var turn = 1; !_stopping.IsCancellationRequested; turn++)
        {
            environment.Api.Body = bodies[turn % 2];
            await environment.Provider.RefreshAsync();
            swapBare();
            await timer.WaitForNextTickAsync();
        }
    }
}
