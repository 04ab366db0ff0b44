namespace Flagsmith.Polling.Refresh;

/// <summary>Keeps the provider's status and what the schedule knows: one immutable pair, replaced under a lock and read without.</summary>
internal sealed class StatusTracker(TimeProvider time)
{
    private const long Never = long.MinValue;

    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _settled = NewSignal();
    private readonly RejectionTracker _rejections = new(time);
    private readonly RetryDeadline _deadline = new(time);
    private volatile TaskCompletionSource _ready = NewSignal();
    private long _verified = Never; // a timestamp
    private bool _hasSucceeded;
    private long _planned; // a timestamp
    private volatile StatusEntry _entry = new(PollHistory.None, new FlagProviderStatus { Since = time.GetUtcNow() });

    public FlagProviderStatus Current => _entry.Status;

    /// <summary>Gets a task that ends when there is data. It fails when polling has ended before; data that comes later still makes a new one that has ended well.</summary>
    public Task Ready => _ready.Task;

    /// <summary>Gets a task that ends when waiting for the first load is over: there is data, or there will be none.</summary>
    public Task Settled => _settled.Task;

    public PollHistory History => _entry.History;

    /// <summary>Gets the time since a response last confirmed the flags; null before the first. A jump of the wall clock changes nothing.</summary>
    public TimeSpan? Age => Volatile.Read(ref _verified) is var verified and not Never ? time.GetElapsedTime(verified) : null;

    /// <summary>Gets the time until what was planned last; zero or less where it is due.</summary>
    public TimeSpan UntilPlanned => -time.GetElapsedTime(Volatile.Read(ref _planned));

    /// <summary>Gets whether the flags are older than is allowed.</summary>
    public bool IsStale => Current.State == FlagProviderState.Stale;

    /// <summary>There are flags from before this start: they are data, though no poll of this start has confirmed them.</summary>
    public void Restored(DateTimeOffset verifiedAt)
    {
        Confirmed(time.GetUtcNow() - verifiedAt);
        lock (_gate)
        {
            _entry = new StatusEntry(History with { HasData = true }, Current with { LastConfirmedAt = verifiedAt, IsReady = true });
        }
    }

    /// <summary>Completes the waits for data: it has been restored, and its age has been checked.</summary>
    public void RestoredReady()
    {
        lock (_gate)
        {
            BecomeReady();
        }
    }

    /// <summary>A response has confirmed the flags.</summary>
    /// <param name="age">How long ago: zero for this host's own polls.</param>
    public void Confirmed(TimeSpan age = default) =>
        Volatile.Write(ref _verified, time.GetTimestamp() - (long)(Math.Max(0, age.TotalSeconds) * time.TimestampFrequency));

    /// <param name="age">How long ago the response came: zero for this host's own polls.</param>
    public void Succeeded(TimeSpan age = default)
    {
        ResetFailures();
        var now = time.GetUtcNow();
        lock (_gate)
        {
            var history = _hasSucceeded ? PollHistory.Good : new PollHistory(HasData: true, IsFirstLoad: true, Failures: 0, LastError: null);
            _hasSucceeded = true;
            Change(history, FlagProviderState.Fresh, now, Current with { LastConfirmedAt = now - age, ConsecutiveFailures = 0, LastError = null, IsReady = true });
            BecomeReady();
        }
    }

    /// <summary>A response was held back: Flagsmith responds, but the current flags are not confirmed.</summary>
    public void Held()
    {
        ResetFailures();
        var now = time.GetUtcNow();
        lock (_gate)
        {
            var history = History with { IsFirstLoad = false, Failures = 0, LastError = null, IsHeld = true, LookIn = null, Rejections = default, RetryAfter = default };
            Change(history, IsStale ? FlagProviderState.Stale : FlagProviderState.Fresh, now, Current with { ConsecutiveFailures = 0, LastError = null });
        }
    }

    /// <summary>The flags have become too old.</summary>
    /// <returns>Whether that is new.</returns>
    public bool Staled()
    {
        var now = time.GetUtcNow();
        lock (_gate)
        {
            if (Current.State is FlagProviderState.Stale or FlagProviderState.Stopped)
            {
                return false;
            }

            Change(History, FlagProviderState.Stale, now, Current);
            return true;
        }
    }

    /// <param name="error">Why the poll failed.</param>
    /// <param name="isRequested">Whether the application requested it.</param>
    public void Failed(FlagsmithApiException error, bool isRequested = false)
    {
        var now = time.GetUtcNow();
        var (rejection, retryAfter) = (_rejections.Failed(error, isRequested), _deadline.Failed(error, isRequested));
        lock (_gate)
        {
            var history = new PollHistory(History.HasData, IsFirstLoad: false, History.Failures + 1, error, History.IsHeld) { Rejections = rejection, RetryAfter = retryAfter };
            var state = IsStale ? FlagProviderState.Stale : history.IsRejectedLastingly ? FlagProviderState.Misconfigured : FlagProviderState.Failing;
            Change(history, state, now, Current with { ConsecutiveFailures = history.Failures, LastError = error });
        }
    }

    /// <summary>A poll is in flight: nothing is planned.</summary>
    public void Begun()
    {
        lock (_gate)
        {
            if (Current.NextPollAt is not null)
            {
                _entry = new StatusEntry(History, Current with { NextPollAt = null });
            }
        }
    }

    /// <summary>The shared store says when the next look or poll is due.</summary>
    public void LookIn(TimeSpan pause)
    {
        lock (_gate)
        {
            // Timers round down to milliseconds: a look that comes a little early would be repeated until the rest is over.
            _entry = new StatusEntry(History with { LookIn = TimeSpan.FromMilliseconds(Math.Max(1, Math.Ceiling(pause.TotalMilliseconds))) }, Current);
        }
    }

    /// <summary>Takes over what is known of the shared store.</summary>
    public void Shared(SharedStoreStatus store)
    {
        lock (_gate)
        {
            _entry = new StatusEntry(History, Current with { SharedStore = store });
        }
    }

    public void Planned(TimeSpan pause)
    {
        var at = time.GetUtcNow() + pause;
        Volatile.Write(ref _planned, time.GetTimestamp() + (long)(pause.TotalSeconds * time.TimestampFrequency));
        lock (_gate)
        {
            _entry = new StatusEntry(History, Current with { NextPollAt = at });
        }
    }

    /// <summary>Polling has stopped: waits for data fail, as nothing fetches it any more.</summary>
    public void Stopped()
    {
        var now = time.GetUtcNow();
        lock (_gate)
        {
            Change(History, FlagProviderState.Stopped, now, Current with { NextPollAt = null });
            FailWaiting(new OperationCanceledException("Polling has stopped before there was data. RefreshAsync still fetches."));
        }
    }

    /// <summary>Fails the waits for data that will not arrive.</summary>
    public void Disposed()
    {
        lock (_gate)
        {
            FailWaiting(new ObjectDisposedException(nameof(IFlagProvider)));
        }

        _settled.TrySetResult();
    }

    private void ResetFailures()
    {
        _rejections.Succeeded();
        _deadline.Succeeded();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Change(PollHistory history, FlagProviderState state, DateTimeOffset now, FlagProviderStatus changed)
    {
        var kept = changed.State == FlagProviderState.Stopped ? FlagProviderState.Stopped : state;
        _entry = new StatusEntry(history, kept == changed.State ? changed : changed with { State = kept, Since = now });
    }

    private void BecomeReady()
    {
        if (!_ready.TrySetResult() && !_ready.Task.IsCompletedSuccessfully)
        {
            var ready = NewSignal();
            ready.SetResult();
            _ready = ready;
        }

        _settled.TrySetResult();
    }

    private void FailWaiting(Exception why)
    {
        if (_ready.Task.IsCompletedSuccessfully)
        {
            return;
        }

        if (!_ready.TrySetException(why))
        {
            var ended = NewSignal();
            ended.SetException(why);
            _ready = ended;
        }

        _ = _ready.Task.Exception; // observed: nobody may be waiting
    }

    private sealed record StatusEntry(PollHistory History, FlagProviderStatus Status);
}
