using Flagsmith.Polling.Changes;
using Flagsmith.Polling.LastKnownGood;

namespace Flagsmith.Polling.Refresh;

/// <summary>Runs one environment from its start to its stop: restores the flags kept on disk, polls, and lets the last flags get to the disk.</summary>
internal sealed class EnvironmentPoller(
    PollLoop loop, FlagPublisher publisher, StatusTracker status, StalenessWatch staleness, LastKnownGoodFile? file, ChangeFeed changes, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan MaxForFlush = TimeSpan.FromMilliseconds(500);

    private readonly CancellationTokenSource _stopping = new();
    private Task _running = Task.CompletedTask;
    private int _started;

    /// <summary>Gets a token that is cancelled when polling ends.</summary>
    public CancellationToken Stopping => _stopping.Token;

    /// <summary>Begins to read the flags kept on disk, if there are any. They are published when they are read, as long as no response has come.</summary>
    /// <param name="limit">How long to wait for them.</param>
    /// <returns>A task that ends when they are published, when there are none or when the limit is over. Never fails.</returns>
    public async Task RestoreAsync(TimeSpan limit)
    {
        if (file is null)
        {
            return;
        }

        var restoring = RestoreAsync(file);
        using var spent = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(spent.Token, _stopping.Token);
        await restoring.WaitAsync(either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (limit > TimeSpan.Zero && spent.IsCancellationRequested && !restoring.IsCompleted)
        {
            file.NoteSlow(limit);
        }
    }

    /// <summary>A user was just fetched: while polls are rejected, the next one is brought forward. See <see cref="PollLoop.NoteServerReachable"/>.</summary>
    public void NoteServerReachable() => loop.NoteServerReachable();

    /// <summary>Starts polling, once.</summary>
    public void Start()
    {
        if (Interlocked.Exchange(ref _started, 1) == 0)
        {
            using var flow = ExecutionContext.SuppressFlow();
            _running = Task.Run(() => loop.RunAsync(_stopping.Token));
        }
    }

    /// <summary>Ends polling. The flags stay readable.</summary>
    public async Task StopAsync()
    {
        await CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await FlushAsync().ConfigureAwait(false);
        staleness.Dispose();
        status.Stopped();
        changes.End();
    }

    /// <summary>Cancels what runs, and does not wait for its end.</summary>
    public Task CancelAsync() => _stopping.CancelAsync();

    public void Dispose()
    {
        _stopping.Cancel();
        staleness.Dispose();
    }

    private async Task RestoreAsync(LastKnownGoodFile from)
    {
        try
        {
            if (await from.LoadAsync(_stopping.Token).ConfigureAwait(false) is { } kept && publisher.TryRestore(kept.Flags, kept.LastConfirmedAt, kept.Users))
            {
                BecomeReady();
            }
        }
        catch (Exception cause) // no file is worth a start
        {
            from.NoteUnused(cause);
        }
    }

    // First their age, then the readers: a start never ends with flags that become stale a moment later.
    private void BecomeReady()
    {
        try
        {
            staleness.Look();
        }
        finally
        {
            status.RestoredReady();
        }
    }

    /// <summary>Lets the last flags get to the disk, but not hold up the stop.</summary>
    private async Task FlushAsync()
    {
        if (file is null)
        {
            return;
        }

        using var limit = new CancellationTokenSource(MaxForFlush, time);
        await file.FlushAsync().WaitAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
