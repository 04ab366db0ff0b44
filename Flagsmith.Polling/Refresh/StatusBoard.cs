namespace Flagsmith.Polling.Refresh;

/// <summary>Keeps the provider's status: one immutable object, replaced under a lock and read without.</summary>
internal sealed class StatusBoard(TimeProvider time)
{
    private const long Never = long.MinValue;

    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly RefusalWatch _refusals = new(time);
    private readonly RetryDeadline _deadline = new(time);
    private long _verified = Never; // a timestamp
    private bool _hasSucceeded;
    private volatile PollHistory _history = PollHistory.None;
    private volatile FlagProviderStatus _current = new() { Since = time.GetUtcNow() };

    public FlagProviderStatus Current => _current;

    /// <summary>Gets a task that ends when there is data.</summary>
    public Task Ready => _ready.Task;

    /// <summary>Gets a task that ends when waiting for the first load is over: there is data, or there will be none.</summary>
    public Task Settled => _settled.Task;

    public PollHistory History => _history;

    /// <summary>Gets the time since an answer last confirmed the flags; null before the first. A jump of the wall clock changes nothing.</summary>
    public TimeSpan? Age => Volatile.Read(ref _verified) is var verified and not Never ? time.GetElapsedTime(verified) : null;

    /// <summary>Gets whether the flags are older than is allowed.</summary>
    public bool IsStale => _current.State == FlagProviderState.Stale;

    /// <summary>There are flags from before this start: they are data, though no poll of this start has confirmed them.</summary>
    public void Restored(DateTimeOffset verifiedAt)
    {
        var age = time.GetUtcNow() - verifiedAt;
        var units = (long)(Math.Max(0, age.TotalSeconds) * time.TimestampFrequency);
        Volatile.Write(ref _verified, time.GetTimestamp() - units);
        _history = History with { HasData = true };
        lock (_gate)
        {
            _current = _current with { VerifiedAt = verifiedAt, IsReady = true };
        }

        _ready.TrySetResult();
        _settled.TrySetResult();
    }

    /// <summary>An answer has confirmed the flags: their age begins anew.</summary>
    public void Confirmed() => Volatile.Write(ref _verified, time.GetTimestamp());

    public void Succeeded()
    {
        ForgetFailures();
        _history = _hasSucceeded ? PollHistory.Good : new PollHistory(HasData: true, IsFirstLoad: true, Failures: 0, LastError: null);
        _hasSucceeded = true;
        Change(FlagProviderState.Fresh, static (status, now, _) =>
            status with { VerifiedAt = now, ConsecutiveFailures = 0, LastError = null, IsReady = true });
        _ready.TrySetResult();
        _settled.TrySetResult();
    }

    /// <summary>An answer was held back: Flagsmith answers, but the current flags are not confirmed.</summary>
    public void Held()
    {
        ForgetFailures();
        _history = History with { IsFirstLoad = false, Failures = 0, LastError = null, IsHeld = true, Refusal = default, RetryAfter = default };
        Change(IsStale ? FlagProviderState.Stale : FlagProviderState.Fresh, static (status, _, _) => status with { ConsecutiveFailures = 0, LastError = null });
    }

    /// <summary>The flags have become too old.</summary>
    /// <returns>Whether that is new.</returns>
    public bool Staled()
    {
        lock (_gate)
        {
            if (_current.State is FlagProviderState.Stale or FlagProviderState.Stopped)
            {
                return false;
            }

            _current = _current with { State = FlagProviderState.Stale, Since = time.GetUtcNow() };
            return true;
        }
    }

    /// <param name="error">Why the poll failed.</param>
    /// <param name="isRequested">Whether the application requested it.</param>
    public void Failed(FlagsmithApiException error, bool isRequested = false)
    {
        _history = new PollHistory(History.HasData, IsFirstLoad: false, History.Failures + 1, error, History.IsHeld)
        {
            Refusal = _refusals.Failed(error, isRequested),
            RetryAfter = _deadline.Failed(error, isRequested),
        };
        Change(IsStale ? FlagProviderState.Stale : History.IsRefusedLastingly ? FlagProviderState.Misconfigured : FlagProviderState.Failing, static (status, _, history) =>
            status with { ConsecutiveFailures = history.Failures, LastError = history.LastError });
    }

    /// <summary>A poll is in flight: nothing is planned.</summary>
    public void Begun()
    {
        lock (_gate)
        {
            if (_current.NextPollAt is not null)
            {
                _current = _current with { NextPollAt = null };
            }
        }
    }

    public void Planned(TimeSpan pause)
    {
        lock (_gate)
        {
            _current = _current with { NextPollAt = time.GetUtcNow() + pause };
        }
    }

    public void Stopped() => Change(FlagProviderState.Stopped, static (status, _, _) => status with { NextPollAt = null });

    /// <summary>Frees whoever waits for data that will not come.</summary>
    public void Disposed()
    {
        _ready.TrySetException(new ObjectDisposedException(nameof(IFlagProvider)));
        _ = _ready.Task.Exception; // seen: nobody may be waiting
        _settled.TrySetResult();
    }

    private void ForgetFailures()
    {
        _refusals.Succeeded();
        _deadline.Succeeded();
    }

    private void Change(FlagProviderState state, Func<FlagProviderStatus, DateTimeOffset, PollHistory, FlagProviderStatus> change)
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            var kept = _current.State == FlagProviderState.Stopped ? FlagProviderState.Stopped : state;
            var changed = change(_current, now, History);
            _current = kept == _current.State ? changed : changed with { State = kept, Since = now };
        }
    }
}
