namespace Flagsmith.Polling.Registration;

/// <summary>A timer of the application's clock. When it throws, a timer of the system's takes over.</summary>
internal sealed class HarmlessTimer(ITimer inner, HarmlessTimeProvider owner, TimerCallback callback, object? state) : ITimer
{
    private readonly Lock _gate = new();
    private ITimer? _standIn;
    private bool _isDisposed;

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        try
        {
            return inner.Change(dueTime, period);
        }
        catch (Exception cause)
        {
            owner.Report(cause);
            return ChangeStandIn(dueTime, period);
        }
    }

    public void Dispose()
    {
        TakeStandIn()?.Dispose();
        try
        {
            inner.Dispose();
        }
        catch (Exception cause)
        {
            owner.Report(cause);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (TakeStandIn() is { } standIn)
        {
            await standIn.DisposeAsync().ConfigureAwait(false);
        }

        try
        {
            await inner.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception cause)
        {
            owner.Report(cause);
        }
    }

    private bool ChangeStandIn(TimeSpan dueTime, TimeSpan period)
    {
        lock (_gate)
        {
            if (_isDisposed)
            {
                return false;
            }

            _standIn ??= TimeProvider.System.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            return _standIn.Change(dueTime, period);
        }
    }

    private ITimer? TakeStandIn()
    {
        lock (_gate)
        {
            _isDisposed = true;
            return _standIn;
        }
    }
}
