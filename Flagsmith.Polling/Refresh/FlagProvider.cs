using Flagsmith.Polling.Changes;
using Microsoft.Extensions.Primitives;

namespace Flagsmith.Polling.Refresh;

/// <summary>The public face of one environment: its snapshot, its status, its changes.</summary>
internal sealed class FlagProvider(EnvironmentContext environment, StatusTracker status, ChangeFeed changes, PollQueue queue, EnvironmentPoller poller)
    : IFlagProvider, IDisposable, IAsyncDisposable
{
    public IFlagSnapshot Current => environment.Store.Current;

    public FlagProviderStatus Status => status.Current;

    /// <summary>Gets the time since a response last confirmed the flags; null before the first.</summary>
    internal TimeSpan? Age => status.Age;

    /// <summary>Gets what the environment's users share with it.</summary>
    internal EnvironmentContext Environment => environment;

    /// <summary>Gets what polls the environment.</summary>
    internal EnvironmentPoller Poller => poller;

    /// <summary>Gets the last polls.</summary>
    internal required RecentPolls Recent { get; init; }

    /// <summary>Gets the options that apply now.</summary>
    internal FlagsmithPollingOptions Options => environment.Settings.Current;

    /// <summary>Gets a task that ends when waiting for the first load is over.</summary>
    internal Task Settled => status.Settled;

    public async Task<IFlagSnapshot> RefreshAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        FlagsmithApiException? error;
        try
        {
            error = await queue.RunAsync(FlagPollReason.Requested).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ObjectDisposedException(nameof(IFlagProvider)); // the poll was cut off by the disposal
        }

        return error is null ? environment.Store.Current : throw Copy(error);
    }

    /// <summary>Polls, as something has said that the flags may have changed; not while the server has asked to be left alone, as the next poll is then due when that is over.</summary>
    /// <returns>Whether something new was published.</returns>
    /// <exception cref="ObjectDisposedException">The provider was disposed.</exception>
    internal async Task<bool> PollOnHintAsync()
    {
        if (status.History.RetryAfter > TimeSpan.Zero && status.Current.NextPollAt > environment.Time.GetUtcNow())
        {
            return false;
        }

        var before = environment.Store.Current.Version;
        var error = await queue.RunAsync(FlagPollReason.Hint).ConfigureAwait(false);
        return error is null && environment.Store.Current.Version != before;
    }

    public Task WaitUntilReadyAsync(CancellationToken cancellationToken = default) => status.Ready.WaitAsync(cancellationToken);

    public IDisposable OnChange(Action<FlagSnapshotChange> listener) => changes.OnChange(listener);

    public IAsyncEnumerable<FlagSnapshotChange> WatchAsync(CancellationToken cancellationToken = default) => changes.WatchAsync(cancellationToken);

    public IChangeToken GetReloadToken() => changes.GetReloadToken();

    public void Dispose()
    {
        changes.End();
        poller.Dispose();
        queue.Dispose();
        status.Disposed();
    }

    public async ValueTask DisposeAsync()
    {
        await poller.CancelAsync().ConfigureAwait(false);
        Dispose();
    }

    // One failed poll may be thrown at many callers, and a thrown exception keeps the trace of its last throw.
    private static FlagsmithApiException Copy(FlagsmithApiException error) =>
        new(error.Kind, error.Message, error.StatusCode, error.RetryAfter, error);
}
