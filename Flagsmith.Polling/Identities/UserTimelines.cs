namespace Flagsmith.Polling.Identities;

/// <summary>The timelines of the users who have requests in flight.</summary>
/// <remarks>Thread-safe. One lock for all: it is held for less than a microsecond, a request takes at least forty.</remarks>
internal sealed class UserTimelines(IdentityCache cache)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, UserTimeline> _timelines = new(StringComparer.Ordinal);
    private int _requests;

    /// <summary>Gets how many requests are in flight or wait.</summary>
    public int Count => Volatile.Read(ref _requests);

    /// <summary>Adds a request of a user. Every call is paired with one of <see cref="Leave"/>.</summary>
    public UserTimeline Enter(string identifier)
    {
        lock (_gate)
        {
            return EnterLocked(identifier);
        }
    }

    public void Leave(UserTimeline timeline)
    {
        lock (_gate)
        {
            _requests--;
            if (--timeline.Requests == 0)
            {
                _timelines.Remove(timeline.Identifier);
                timeline.Dispose();
            }
        }
    }

    /// <summary>Finds the read in flight for a key, or adds one.</summary>
    /// <param name="key">What is read.</param>
    /// <param name="isWrite">Whether the server stores traits of it.</param>
    /// <param name="timeline">The timeline that the read was added to, which is then to be left; null when there was one already.</param>
    public UserRequest JoinOrEnter(IdentityKey key, bool isWrite, out UserTimeline? timeline)
    {
        lock (_gate)
        {
            timeline = null;
            if (_timelines.TryGetValue(key.Identifier, out var existing) && existing.FindShared(key.Variant) is { } shared)
            {
                return shared;
            }

            timeline = EnterLocked(key.Identifier);
            var request = new UserRequest(key, isWrite);
            timeline.Share(request);
            return request;
        }
    }

    /// <summary>Determines whether a background fetch would be in vain: there is one in flight, or a write whose view will replace it.</summary>
    public bool IsBusy(IdentityKey key) => Find(key.Identifier) is { } timeline && (timeline.FindShared(key.Variant) is not null || timeline.HasWriteInFlight());

    public void Invalidate(string identifier)
    {
        if (Find(identifier) is { } timeline)
        {
            timeline.Invalidate();
        }
        else
        {
            cache.Remove(identifier); // what is sent from now on is new enough
        }
    }

    private UserTimeline? Find(string identifier)
    {
        lock (_gate)
        {
            return _timelines.GetValueOrDefault(identifier);
        }
    }

    private UserTimeline EnterLocked(string identifier)
    {
        if (!_timelines.TryGetValue(identifier, out var timeline))
        {
            _timelines[identifier] = timeline = new UserTimeline(identifier, cache);
        }

        timeline.Requests++;
        _requests++;
        return timeline;
    }
}
