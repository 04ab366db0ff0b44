using Flagsmith.Polling.Snapshots;

namespace Flagsmith.Polling.Identities;

/// <summary>Every 30 seconds: forgets old failures and expired users, and lets users whom nobody reads follow the environment, so that old environments can go.</summary>
/// <remarks>
/// In slices, one a step of the clock: each holds the timer's thread for a few milliseconds, and what it allocates is spread over many
/// garbage collections. Called by one thread at a time; a step that meets another one does nothing.
/// </remarks>
internal sealed class UserMaintenance : IDisposable, IAsyncDisposable
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    /// <summary>How many users, and flags of their own, a slice is for: two or three milliseconds.</summary>
    private const int SliceSize = 2000;

    private readonly FlagSnapshotStore _environment;
    private readonly IdentityCache _cache;
    private readonly FailureMemory _failures;
    private readonly FlagStatePool _states;
    private readonly CoarseClock _clock;
    private TimeSpan _beganAt;
    private IEnumerator<CachedUser>? _users; // of the pass that is under way
    private long _passVersion;
    private bool _hasFollowed;
    private long _settledOn = -1;
    private int _isRunning;

    public UserMaintenance(FlagSnapshotStore environment, IdentityCache cache, FailureMemory failures, FlagStatePool states, CoarseClock clock)
    {
        _environment = environment;
        _cache = cache;
        _failures = failures;
        _states = states;
        _clock = clock;
        clock.Stepped += Step;
    }

    /// <summary>Starts the clock, and with it the maintenance.</summary>
    public void EnsureStarted() => _clock.EnsureStarted();

    /// <summary>Begins a pass if it is time to, or continues the one in progress. Called with each step of the clock.</summary>
    public void Step(TimeSpan now)
    {
        if (Interlocked.Exchange(ref _isRunning, 1) == 1)
        {
            return;
        }

        try
        {
            BeginIfDue(now);
            FollowSlice();
        }
        finally
        {
            Volatile.Write(ref _isRunning, 0);
        }
    }

    /// <summary>Lets some users follow the environment.</summary>
    /// <param name="users">The users; continues at its current position.</param>
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
            if (!ReferenceEquals(user.Follow(_environment.Current, _states), before))
            {
                hasFollowed = true;
                work += before.Overlay.Differences / 8;
            }
        }

        return true;
    }

    /// <summary>Stops the clock. A step that is just running may still end after that.</summary>
    public void Dispose() => _clock.Dispose();

    /// <summary>Stops the clock and waits for a step that is just running.</summary>
    public ValueTask DisposeAsync() => _clock.DisposeAsync();

    private void BeginIfDue(TimeSpan now)
    {
        if (now - _beganAt < Interval || _users is not null)
        {
            return;
        }

        _beganAt = now;
        _failures.Sweep();
        _cache.Sweep();
        if (_environment.Current.Version is var version && version != _settledOn)
        {
            (_passVersion, _hasFollowed, _users) = (version, false, _cache.Walk().GetEnumerator());
        }
    }

    private void FollowSlice()
    {
        if (_users is not { } users)
        {
            return;
        }

        _users = null; // should it fail
        if (FollowSlice(users, ref _hasFollowed))
        {
            _users = users;
            return;
        }

        users.Dispose();
        _settledOn = _hasFollowed ? -1 : _passVersion; // a fetch that began before the change may still bring the old environment: the last pass finds nobody
    }
}
