using Flagsmith.Polling.Changes;
using Flagsmith.Polling.Configuration;
using Flagsmith.Polling.Http;
using Flagsmith.Polling.LastKnownGood;
using Flagsmith.Polling.Telemetry;
using Microsoft.Extensions.Primitives;

namespace Flagsmith.Polling.Refresh;

/// <summary>One environment: its snapshot, its status, its polls.</summary>
internal sealed class FlagProvider(
    FlagSnapshotStore store, FlagPublisher publisher, ChangeFeed changes, StatusTracker status, StalenessWatch staleness, LastKnownGoodFile? file, PollQueue queue, PollLoop loop, OptionsReloader settings, FlagsmithApi api, ProviderTelemetry telemetry, TimeProvider time)
    : IFlagProvider, IDisposable, IAsyncDisposable
{
    private static readonly TimeSpan MaxForFlush = TimeSpan.FromMilliseconds(500);

    private readonly CancellationTokenSource _stopping = new();
    private Task _running = Task.CompletedTask;
    private int _started;

    public IFlagSnapshot Current => store.Current;

    public FlagProviderStatus Status => status.Current;

    /// <summary>Gets the time since a response last confirmed the flags; null before the first.</summary>
    internal TimeSpan? Age => status.Age;

    /// <summary>Gets what the environment's users are compared with.</summary>
    internal FlagSnapshotStore Store => store;

    internal OptionsReloader Settings => settings;

    internal FlagsmithApi Api => api;

    internal ProviderTelemetry Telemetry => telemetry;

    /// <summary>Gets the clock, which throws nothing.</summary>
    internal TimeProvider Time => time;

    /// <summary>Gets the options as they count now.</summary>
    internal FlagsmithPollingOptions Options => settings.Current;

    /// <summary>Gets a task that ends when waiting for the first load is over.</summary>
    internal Task Settled => status.Settled;

    public async Task<IFlagSnapshot> RefreshAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        FlagsmithApiException? error;
        try
        {
            error = await queue.RunAsync(isRequested: true).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ObjectDisposedException(nameof(IFlagProvider)); // the poll was cut off by the disposal
        }

        return error is null ? store.Current : throw Copy(error);
    }

    public Task WaitUntilReadyAsync(CancellationToken cancellationToken = default) => status.Ready.WaitAsync(cancellationToken);

    public IDisposable OnChange(Action<FlagSnapshotChange> listener) => changes.OnChange(listener);

    public IAsyncEnumerable<FlagSnapshotChange> WatchAsync(CancellationToken cancellationToken = default) => changes.WatchAsync(cancellationToken);

    public IChangeToken GetReloadToken() => changes.GetReloadToken();

    public void Dispose()
    {
        changes.End();
        _stopping.Cancel();
        staleness.Dispose();
        queue.Dispose();
        status.Disposed();
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        Dispose();
    }

    /// <summary>Begins to read the flags kept on disk, if there are any. They are published when they are read, as long as no response has come.</summary>
    /// <param name="limit">How long to wait for them.</param>
    /// <returns>A task that ends when they are published, when there are none or when the limit is over. Never fails.</returns>
    internal async Task RestoreAsync(TimeSpan limit)
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

    /// <summary>A user was just fetched: while polls are refused, the next one is brought forward. For whoever fetches users; see <see cref="PollLoop.NoteServerReachable"/>.</summary>
    internal void NoteServerReachable() => loop.NoteServerReachable();

    /// <summary>Starts polling, once.</summary>
    internal void Start()
    {
        if (Interlocked.Exchange(ref _started, 1) == 0)
        {
            using var flow = ExecutionContext.IsFlowSuppressed() ? default(AsyncFlowControl?) : ExecutionContext.SuppressFlow();
            _running = Task.Run(() => loop.RunAsync(_stopping.Token));
        }
    }

    /// <summary>Ends polling. The flags stay readable.</summary>
    internal async Task StopAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await FlushAsync().ConfigureAwait(false);
        staleness.Dispose();
        status.Stopped();
        changes.End();
    }

    private async Task RestoreAsync(LastKnownGoodFile from)
    {
        try
        {
            if (await from.LoadAsync(_stopping.Token).ConfigureAwait(false) is { } kept && publisher.TryRestore(kept.Flags, kept.LastConfirmedAt))
            {
                Judge();
            }
        }
        catch (Exception cause) // no file is worth a start
        {
            from.NoteUnused(cause);
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

    // One failed poll may be thrown at many callers, and a thrown exception keeps the trace of its last throw.
    private static FlagsmithApiException Copy(FlagsmithApiException error) =>
        new(error.Kind, error.Message, error.StatusCode, error.RetryAfter, error);

    // First their age, then the readers: a start never ends with flags that become stale a moment later.
    private void Judge()
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
}
