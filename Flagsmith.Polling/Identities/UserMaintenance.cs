using Flagsmith.Polling.Refresh;
using Flagsmith.Polling.Snapshots;

namespace Flagsmith.Polling.Identities;

/// <summary>Every 30 seconds: forgets old failures and expired users, and lets users whom nobody reads follow the environment, so that old environments can go.</summary>
/// <remarks>In slices of a few milliseconds, each on a thread of the pool that is given back in between.</remarks>
internal sealed class UserMaintenance(
    FlagSnapshotStore environment, IdentityCache cache, FailureMemory failures, FlagStatePool states, Action<Exception> failed) : IDisposable, IAsyncDisposable
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    /// <summary>How many users, and flags of their own, a slice is for: about a millisecond.</summary>
    private const int SliceSize = 1000;

    private TimeSpan _ranAt;
    private long _settledOn = -1;
    private int _isRunning;
    private Task _running = Task.CompletedTask;
    private volatile bool _isStopped;

    /// <summary>Runs if it is time to. Called with each step of the clock.</summary>
    public void RunIfDue(TimeSpan now)
    {
        if (now - _ranAt < Interval || _isStopped || Interlocked.Exchange(ref _isRunning, 1) == 1)
        {
            return;
        }

        _ranAt = now;
        _running = RunAsync();
    }

    /// <summary>Ends with the slice that is just running, without waiting for that.</summary>
    public void Dispose() => _isStopped = true;

    /// <summary>Ends with the slice that is just running.</summary>
    public async ValueTask DisposeAsync()
    {
        _isStopped = true;
        await _running.ConfigureAwait(false);
    }

    private async Task RunAsync()
    {
        try
        {
            failures.Sweep();
            cache.Sweep();
            if (environment.Current is var current && current.Version != _settledOn)
            {
                // A fetch that began before the change may still bring the old environment: the last pass finds nobody to follow.
                _settledOn = await FollowAllAsync().ConfigureAwait(false) ? -1 : current.Version;
            }
        }
        catch (Exception cause)
        {
            failed(cause);
        }
        finally
        {
            Volatile.Write(ref _isRunning, 0);
        }
    }

    /// <returns>Whether there was anybody who had not followed yet.</returns>
    private async Task<bool> FollowAllAsync()
    {
        var hasFollowed = false;
        using var users = cache.Walk().GetEnumerator();
        while (!_isStopped && FollowSlice(users, ref hasFollowed))
        {
            await Task.Yield();
        }

        return hasFollowed;
    }

    /// <summary>Lets some users follow the environment.</summary>
    /// <param name="users">The users; goes on where it stands.</param>
    /// <param name="hasFollowed">Set where one had not followed yet.</param>
    /// <returns>Whether there may be more users.</returns>
    public bool FollowSlice(IEnumerator<CachedUser> users, ref bool hasFollowed)
    {
        for (var work = 0; work < SliceSize; work++)
        {
            if (!users.MoveNext())
            {
                return false;
            }

            var user = users.Current;
            var before = user.Snapshot;
            if (!ReferenceEquals(user.Follow(environment.Current, states), before))
            {
                hasFollowed = true;
                work += before.Overlay.Differences;
            }
        }

        return true;
    }
}
