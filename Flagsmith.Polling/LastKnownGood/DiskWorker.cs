namespace Flagsmith.Polling.LastKnownGood;

/// <summary>Runs what may block on a disk, one after the other, on at most one thread, which is not the pool's: a disk that hangs holds that thread and nothing else.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class DiskWorker
{
    private readonly Lock _gate = new();
    private Task _last = Task.CompletedTask;

    /// <summary>Runs something after everything that was given before.</summary>
    /// <param name="work">What to run. Must not throw.</param>
    /// <returns>A task that ends when it has run.</returns>
    public Task Run(Action work)
    {
        lock (_gate)
        {
            // The thread serves the whole application: it must not carry the caller's request, user or trace along.
            using var flow = ExecutionContext.SuppressFlow();
            _last = _last.ContinueWith(_ => work(), CancellationToken.None, TaskContinuationOptions.LongRunning, TaskScheduler.Default);
            return _last;
        }
    }
}
