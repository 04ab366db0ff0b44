namespace Flagsmith.Polling.Sources;

/// <summary>Decides when a request for the environment document may be conditional. Not thread-safe: polls run one at a time.</summary>
/// <remarks>
/// <c>Last-Modified</c> has whole seconds: a change in the second of the copy that is held would never be seen. So the condition waits until a full response
/// at least two seconds after the first one carries the same time, whatever the clocks of both machines say. Some changes never move the time
/// (overrides of Edge's users), so every tenth fetch is full.
/// </remarks>
internal sealed class DocumentCondition(TimeProvider time)
{
    /// <summary>How many responses in a row may be 304.</summary>
    public const int MaxNotModified = 9;

    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(2);

    private DateTimeOffset? _lastModified;
    private long _firstSeen;
    private bool _isSettled;
    private int _notModified;

    /// <summary>Returns the condition of the next request; null for a full one.</summary>
    /// <param name="reason">Why it is sent: only the schedule may get what a server's cache holds, up to a minute late.</param>
    public DateTimeOffset? Of(FlagPollReason reason) =>
        reason == FlagPollReason.Scheduled && _isSettled && _notModified < MaxNotModified ? _lastModified : null;

    /// <summary>A full response has come.</summary>
    public void Fetched(DateTimeOffset? lastModified)
    {
        _notModified = 0;
        if (lastModified is not null && lastModified == _lastModified)
        {
            _isSettled |= time.GetElapsedTime(_firstSeen) >= Settling;
            return;
        }

        (_lastModified, _firstSeen, _isSettled) = (lastModified, time.GetTimestamp(), false);
    }

    /// <summary>Something else is held than what was fetched: the next request is a full one.</summary>
    public void Forget() => (_lastModified, _isSettled) = (null, false);

    /// <summary>A 304 has come.</summary>
    public void NotModified() => _notModified++;
}
