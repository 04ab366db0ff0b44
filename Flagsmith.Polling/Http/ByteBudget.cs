namespace Flagsmith.Polling.Http;

/// <summary>Bounds the bytes of the responses that are in memory at a time. What does not fit waits, first come first served.</summary>
/// <remarks>
/// Thread-safe. A response grows while it is received, so responses could wait for one another for ever: one at a time may therefore
/// exceed the bound, and only that one.
/// </remarks>
internal sealed class ByteBudget(long most)
{
    private readonly Lock _gate = new();
    private readonly LinkedList<Waiting> _waiting = new();
    private long _used;
    private ByteLease? _exceeding;

    /// <summary>Gets how many bytes are taken.</summary>
    public long Used => Volatile.Read(ref _used);

    /// <summary>Begins a response.</summary>
    public ByteLease Begin() => new(this);

    /// <summary>Adds bytes to a response.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async ValueTask TakeAsync(ByteLease lease, int bytes, CancellationToken cancellationToken)
    {
        Waiting waiting;
        lock (_gate)
        {
            if ((_waiting.Count == 0 && _used + bytes <= most) || TryExceed(lease))
            {
                Give(lease, bytes);
                return;
            }

            waiting = new Waiting(lease, bytes);
            _waiting.AddLast(waiting);
        }

        using var leaving = cancellationToken.UnsafeRegister(static (waiting, token) => ((Waiting)waiting!).Given.TrySetCanceled(token), waiting);
        try
        {
            await waiting.Given.Task.ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            lock (_gate)
            {
                _waiting.Remove(waiting);
                GiveToWaiting(); // it may have been the first, and too large for what is free
            }

            throw;
        }
    }

    /// <summary>Ends a response.</summary>
    public void Return(ByteLease lease)
    {
        lock (_gate)
        {
            _used -= lease.Bytes;
            lease.Bytes = 0;
            _exceeding = _exceeding == lease ? null : _exceeding;
            GiveToWaiting();
        }
    }

    private void GiveToWaiting()
    {
        while (_waiting.First is { Value: var next } && (_used + next.Bytes <= most || TryExceed(next.Lease)))
        {
            _waiting.RemoveFirst();
            if (next.Given.TrySetResult())
            {
                Give(next.Lease, next.Bytes);
            }
            else if (_exceeding == next.Lease)
            {
                _exceeding = null; // its caller has left
            }
        }
    }

    private bool TryExceed(ByteLease lease) => (_exceeding ??= lease) == lease;

    private void Give(ByteLease lease, int bytes)
    {
        _used += bytes;
        lease.Bytes += bytes;
    }

    private sealed record Waiting(ByteLease Lease, int Bytes)
    {
        public TaskCompletionSource Given { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
