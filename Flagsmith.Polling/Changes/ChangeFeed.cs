using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace Flagsmith.Polling.Changes;

/// <summary>Notifies listeners of a new snapshot. Holds nothing for slow readers: each compares the newest snapshot with the last one it saw.</summary>
/// <param name="current">Gives the newest snapshot.</param>
/// <param name="logger">Receives the exceptions of listeners.</param>
internal sealed partial class ChangeFeed(Func<IFlagSnapshot> current, ILogger logger)
{
    private TaskCompletionSource _next = NewSignal();
    private ReloadToken? _reload;
    private volatile bool _hasEnded;

    /// <summary>Wakes the readers. Called after the snapshot has become the current one; runs none of their code.</summary>
    public void Published()
    {
        Interlocked.Exchange(ref _next, NewSignal()).SetResult();
        Interlocked.Exchange(ref _reload, null)?.Signal();
    }

    /// <summary>Ends all readers: there will be no more snapshots.</summary>
    public void End()
    {
        _hasEnded = true;
        Interlocked.Exchange(ref _next, NewSignal()).SetResult();
    }

    public IAsyncEnumerable<FlagSnapshotChange> WatchAsync(CancellationToken cancellationToken) => WatchAsync(current(), cancellationToken);

    public IDisposable OnChange(Action<FlagSnapshotChange> listener)
    {
        ArgumentNullException.ThrowIfNull(listener);
        var subscription = new ChangeSubscription();
        var changes = WatchAsync(subscription.Token);
        using var flow = ExecutionContext.SuppressFlow();
        _ = Task.Run(() => ListenAsync(changes, listener, subscription.Token));
        return subscription;
    }

    public IChangeToken GetReloadToken()
    {
        var reload = Volatile.Read(ref _reload);
        if (reload is null)
        {
            var made = new ReloadToken((callback, state) => _ = CallAsync(callback, state, CancellationToken.None));
            reload = Interlocked.CompareExchange(ref _reload, made, null) ?? made;
        }

        return reload;
    }

    private async IAsyncEnumerable<FlagSnapshotChange> WatchAsync(IFlagSnapshot seen, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var next = Volatile.Read(ref _next).Task; // before looking, so that no publication falls in between
            var newest = current();
            if (!ReferenceEquals(newest, seen))
            {
                var change = FlagSnapshotChange.Compare(seen, newest);
                seen = newest;
                yield return change;
                continue;
            }

            if (_hasEnded)
            {
                yield break;
            }

            await next.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task ListenAsync(IAsyncEnumerable<FlagSnapshotChange> changes, Action<FlagSnapshotChange> listener, CancellationToken unsubscribed)
    {
        try
        {
            await foreach (var change in changes.ConfigureAwait(false))
            {
                await CallAsync(listener, change, unsubscribed).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The subscription was disposed.
        }
    }

    // The application's code: what it throws must not cost other listeners, nor its own next notice.
    private async Task CallAsync<T>(Action<T> listener, T argument, CancellationToken cancellationToken)
    {
        try
        {
            await ListenerThreads.CallAsync(listener, argument, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception cause)
        {
            if (!(cause is OperationCanceledException && cancellationToken.IsCancellationRequested))
            {
                Report(cause);
            }
        }
    }

    private void Report(Exception cause)
    {
        try
        {
            ChangeLog.ListenerFailed(logger, cause);
        }
        catch (Exception)
        {
            // The application's logger throws too: there is nobody left to tell.
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static partial class ChangeLog
    {
        [LoggerMessage(40, LogLevel.Error, "A flag change listener threw an exception; it stays subscribed.", EventName = "ListenerFailed")]
        public static partial void ListenerFailed(ILogger logger, Exception cause);
    }
}
