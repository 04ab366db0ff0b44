namespace Flagsmith.Polling.Tests.Doubles;

/// <summary>A timer of a <see cref="WatchedTime"/>.</summary>
internal sealed class WatchedTimer(WatchedTime owner, TimerCallback callback, object? state) : ITimer
{
    public ITimer Inner { private get; set; } = null!;

    /// <summary>Gets what waits for the timer.</summary>
    public object? State => state;

    public void Fire()
    {
        owner.Forget(this);
        callback(state);
    }

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime < TimeSpan.Zero)
        {
            owner.Forget(this);
            return Inner.Change(dueTime, period);
        }

        owner.Arm(this, dueTime);
        var isChanged = Inner.Change(dueTime, period);
        if (!isChanged)
        {
            owner.Forget(this); // it was disposed
        }

        return isChanged;
    }

    public void Dispose()
    {
        Inner.Dispose();
        owner.Forget(this);
    }

    public ValueTask DisposeAsync()
    {
        var disposal = Inner.DisposeAsync();
        owner.Forget(this);
        return disposal;
    }
}
