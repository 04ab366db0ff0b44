using Flagsmith.Polling.Hints;

namespace Flagsmith.Polling.Sharing;

/// <summary>Hears from the other hosts of the fleet at once, and tells them. Whatever is lost here is found by the next look.</summary>
/// <remarks>Thread-safe. Throws nothing.</remarks>
internal sealed class SharedNotices(SharedStoreAccess access, SharedKeys keys, SharedStoreHealth health, SharedEntryLog log, ulong process, TimeProvider time, Func<double> random) : ISharedStoreListener, IUserNotices
{
    private static readonly TimeSpan LongestSpread = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestSpreadAfterOutage = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PauseBetweenTries = TimeSpan.FromSeconds(10);

    private Func<Task>? _look;
    private IUserHintReceiver? _users;
    private int _isLooking;
    private CancellationToken _stopping;

    /// <summary>Gets whether a notice has come, and the look that it asks for has not begun.</summary>
    public bool IsLooking => Volatile.Read(ref _isLooking) != 0;

    /// <summary>Subscribes, and again while that fails, until polling stops. Waits for nothing.</summary>
    /// <param name="look">Looks at the store.</param>
    /// <param name="users">Takes the hints about users.</param>
    /// <param name="stopping">Ends the subscription.</param>
    public void Start(Func<Task> look, IUserHintReceiver users, CancellationToken stopping)
    {
        (_look, _users, _stopping) = (look, users, stopping);
        using var flow = ExecutionContext.SuppressFlow();
        _ = Task.Run(RunAsync, CancellationToken.None);
    }

    public void UsersChanged() => Send(new SharedNotice(SharedNoticeKind.UsersChanged, process));

    public void UserChanged(string identifier) =>
        Send(SharedNoticeFormat.CanSend(identifier) ? new SharedNotice(SharedNoticeKind.UserChanged, process, identifier) : new SharedNotice(SharedNoticeKind.UsersChanged, process));

    public void Noticed(ReadOnlyMemory<byte> notice)
    {
        if (SharedNoticeFormat.TryRead(notice.Span, keys) is not { } read)
        {
            log.NoticeRefused();
            return;
        }

        if (read.Sender == process)
        {
            return;
        }

        switch (read.Kind)
        {
            case SharedNoticeKind.Confirmed:
                LookSoon(LongestSpread);
                break;
            case SharedNoticeKind.UsersChanged:
                _users?.UsersChangedElsewhere();
                break;
            case SharedNoticeKind.UserChanged:
                _users?.UserChangedElsewhere(read.Identifier);
                break;
        }
    }

    public void Reconnected() => LookSoon(LongestSpreadAfterOutage);

    private void Send(SharedNotice notice)
    {
        using var flow = ExecutionContext.SuppressFlow();
        _ = Task.Run(() => SendAsync(notice), CancellationToken.None);
    }

    private async Task SendAsync(SharedNotice notice)
    {
        try
        {
            await access.NotifyAsync(SharedNoticeFormat.Write(notice, keys)).ConfigureAwait(false);
        }
        catch (Exception) // a platform without AES-GCM, or something unknown: the other hosts learn it when their users' time to live ends
        {
        }
    }

    /// <summary>Looks at the store after a pause of this host's own, so that a fleet does not read it all at once. Notices that come meanwhile are covered by that look.</summary>
    private void LookSoon(TimeSpan longest)
    {
        health.NoteSign();
        if (_look is null || Interlocked.Exchange(ref _isLooking, 1) != 0)
        {
            return;
        }

        using var flow = ExecutionContext.SuppressFlow();
        _ = Task.Run(() => LookAsync(longest * random()), CancellationToken.None);
    }

    private async Task LookAsync(TimeSpan pause)
    {
        try
        {
            await Task.Delay(pause, time, _stopping).ConfigureAwait(false);
            Volatile.Write(ref _isLooking, 0); // a notice from now on may be about what this look does not see any more
            await _look!().ConfigureAwait(false);
        }
        catch (Exception) // polling has stopped, or something unknown: the next look is as scheduled
        {
            Volatile.Write(ref _isLooking, 0);
        }
    }

    private async Task RunAsync()
    {
        try
        {
            while (!_stopping.IsCancellationRequested)
            {
                var reply = await access.SubscribeAsync(this, _stopping).ConfigureAwait(false);
                if (reply is { IsReached: true, Value: { } subscription })
                {
                    await Task.Delay(Timeout.InfiniteTimeSpan, time, _stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                    await subscription.DisposeAsync().ConfigureAwait(false);
                    return;
                }

                await Task.Delay(PauseBetweenTries, time, _stopping).ConfigureAwait(false);
            }
        }
        catch (Exception) // polling has stopped, or the store threw while it was left
        {
        }
    }
}
