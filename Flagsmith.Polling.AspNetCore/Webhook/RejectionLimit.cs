namespace Flagsmith.Polling.AspNetCore.Webhook;

/// <summary>Counts posts that were rejected: which still get 401, and when they are logged.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class RejectionLimit(TimeProvider time)
{
    private const int MostInWindow = 10;

    private static readonly TimeSpan Window = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LogInterval = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private long _windowBegan;
    private int _inWindow;
    private long? _loggedAt;
    private int _sinceLogged;

    /// <summary>Counts a post.</summary>
    /// <param name="unlogged">How many were rejected since this was last logged; 0 where this one is not logged.</param>
    /// <returns>Whether the post is within the limit.</returns>
    public bool Count(out int unlogged)
    {
        lock (_gate)
        {
            if (_inWindow == 0 || time.GetElapsedTime(_windowBegan) >= Window)
            {
                (_windowBegan, _inWindow) = (time.GetTimestamp(), 0);
            }

            _sinceLogged++;
            unlogged = 0;
            if (_loggedAt is not { } loggedAt || time.GetElapsedTime(loggedAt) >= LogInterval)
            {
                (unlogged, _sinceLogged, _loggedAt) = (_sinceLogged, 0, time.GetTimestamp());
            }

            return _inWindow++ < MostInWindow;
        }
    }
}
