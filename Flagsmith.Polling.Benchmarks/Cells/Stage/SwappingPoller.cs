using Flagsmith.Polling.Benchmarks.Data;

namespace Flagsmith.Polling.Benchmarks.Cells.Stage;

/// <summary>Changes a flag that nobody reads and polls, every 10 ms if the machine keeps up, so that reads meet new snapshots as in life, only more often.</summary>
internal sealed class SwappingPoller : IAsyncDisposable
{
    /// <summary>The flag that changes.</summary>
    public const int Toggled = 9;

    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(10);

    private readonly CellStage _stage;
    private readonly Action _published;
    private readonly PeriodicTimer _timer;
    private readonly byte[][] _bodies;
    private readonly Task _running;
    private int _turn;

    /// <param name="stage">What is polled.</param>
    /// <param name="published">Called after each poll.</param>
    /// <param name="time">The clock.</param>
    public SwappingPoller(CellStage stage, Action published, TimeProvider time)
    {
        _stage = stage;
        _published = published;
        _timer = new PeriodicTimer(Interval, time);
        _bodies = [SampleFlags.WriteEnvironment(stage.Flags), SampleFlags.WriteEnvironment(stage.Flags, static index => index == Toggled)];
        _running = Task.Run(RunAsync);
    }

    /// <summary>Ends it. Throws what went wrong with a poll.</summary>
    public async ValueTask DisposeAsync()
    {
        _timer.Dispose();
        await _running;
    }

    private async Task RunAsync()
    {
        while (await _timer.WaitForNextTickAsync())
        {
            _stage.Api.Environment = _bodies[++_turn % 2];
            await _stage.Environment.RefreshAsync();
            _published();
        }
    }
}
