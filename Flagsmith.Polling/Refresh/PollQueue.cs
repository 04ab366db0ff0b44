namespace Flagsmith.Polling.Refresh;

/// <summary>Runs polls one at a time. A call joins the poll that waits to start, if any; a call made while one is in flight gets the next, so that a change made before the call is in the response.</summary>
internal sealed class PollQueue(Func<FlagPollReason, CancellationToken, ValueTask<FlagsmithApiException?>> poll) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _disposed = new();
    private TaskCompletionSource? _ended; // made for who waits for it
    private Task<FlagsmithApiException?>? _waiting;
    private FlagPollReason _reason;
    private Task _last = Task.CompletedTask;

    /// <summary>Gets a task that ends with the next poll that ends.</summary>
    public Task NextEnd
    {
        get
        {
            lock (_gate)
            {
                return (_ended ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            }
        }
    }

    /// <summary>Gets whether somebody has asked for <see cref="NextEnd"/> since a poll last ended.</summary>
    public bool IsEndAwaited
    {
        get
        {
            lock (_gate)
            {
                return _ended is not null;
            }
        }
    }

    /// <summary>Gets a task that ends when no poll is in flight. It fails where the last one was cut off.</summary>
    public Task Ended
    {
        get
        {
            lock (_gate)
            {
                return _last;
            }
        }
    }

    /// <param name="reason">Why the poll is wanted; of several reasons that join one poll the greatest applies.</param>
    /// <returns>Why the poll failed; null when it succeeded.</returns>
    public Task<FlagsmithApiException?> RunAsync(FlagPollReason reason = FlagPollReason.Scheduled)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed.IsCancellationRequested, typeof(IFlagProvider));
            _reason = reason > _reason ? reason : _reason;
            if (_waiting is null)
            {
                // A poll serves every caller: it must not carry the first one's request, user or trace along.
                using var flow = ExecutionContext.SuppressFlow();
                _waiting = RunAfterAsync(_last);
                _last = _waiting;
            }

            return _waiting;
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed.IsCancellationRequested)
            {
                return;
            }
        }

        _disposed.Cancel(); // not disposed: a poll that just ends may still look at its token
    }

    private async Task<FlagsmithApiException?> RunAfterAsync(Task previous)
    {
        // Yields always, so that the caller leaves the lock first.
        await previous.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        FlagPollReason reason;
        lock (_gate)
        {
            _waiting = null;
            (reason, _reason) = (_reason, FlagPollReason.Scheduled);
        }

        try
        {
            return await poll(reason, _disposed.Token).ConfigureAwait(false);
        }
        finally
        {
            SignalEnd();
        }
    }

    private void SignalEnd()
    {
        TaskCompletionSource? ended;
        lock (_gate)
        {
            (ended, _ended) = (_ended, null);
        }

        ended?.SetResult();
    }
}
