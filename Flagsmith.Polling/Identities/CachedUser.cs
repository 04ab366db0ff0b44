using Flagsmith.Polling.Snapshots;

namespace Flagsmith.Polling.Identities;

/// <summary>A response for one user, as the cache keeps it: the user's flags, which follow the environment, and how long they are served.</summary>
/// <remarks>Thread-safe. The snapshots that it hands out never change.</remarks>
internal sealed class CachedUser(IdentityFlagSnapshot snapshot)
{
    private IdentityFlagSnapshot _snapshot = snapshot;
    private long _settledVersion = snapshot.Version;
    private long _freshUntil; // negative once it is known to be out of date
    private volatile bool _isDropped;
    private volatile bool _hasHeldEmpty;

    /// <summary>Gets the user's flags and traits as of the environment that was followed last.</summary>
    public IdentityFlagSnapshot Snapshot => Volatile.Read(ref _snapshot);

    /// <summary>Gets the environment's version up to which nothing is left to do: that of the request, or one that was followed without fetching.</summary>
    public long SettledVersion => Volatile.Read(ref _settledVersion);

    /// <summary>Gets about how many bytes it takes.</summary>
    public long Bytes { get; init; } = MemorySize.OfUser;

    /// <summary>Gets what was requested; null for the plain read.</summary>
    public TraitSetKey? Variant { get; init; }

    /// <summary>Gets until when the response is fresh by its age, in ticks of the cache's clock.</summary>
    public long FreshUntil
    {
        get => Math.Abs(Volatile.Read(ref _freshUntil));
        init => _freshUntil = value;
    }

    /// <summary>Gets whether it is known to be out of date: it is served only when fetching fails.</summary>
    public bool IsOutdated => Volatile.Read(ref _freshUntil) < 0;

    /// <summary>Gets whether the response had any flags.</summary>
    public bool HasFlags { get; init; } = true;

    /// <summary>Gets or sets whether the last response was held back, as it suddenly had no flags.</summary>
    public bool HasHeldEmpty
    {
        get => _hasHeldEmpty;
        set => _hasHeldEmpty = value;
    }

    /// <summary>Gets or sets whose flags they are; empty as long as they are not cached.</summary>
    public string Identifier { get; set; } = "";

    /// <summary>Gets or sets the step of the cache's clock in which they were last read from it.</summary>
    public long ReadAt { get; set; } = -1;

    /// <summary>Gets whether the cache has let go of them.</summary>
    public bool IsDropped => _isDropped;

    public bool IsFreshAt(long now) => now < Volatile.Read(ref _freshUntil);

    /// <summary>Returns the user's flags as of an environment, and keeps them.</summary>
    /// <param name="environment">The environment now.</param>
    /// <param name="pool">Keeps what many users get of it once.</param>
    /// <returns>The snapshot: the one kept where it is not older, or where there is no environment to follow.</returns>
    public IdentityFlagSnapshot Follow(FlagSnapshot environment, FlagStatePool pool)
    {
        var seen = Snapshot;
        while (CanFollow(seen, environment))
        {
            var followed = seen.Follow(environment.Base, environment.Version, pool);
            var kept = Interlocked.CompareExchange(ref _snapshot, followed, seen);
            if (ReferenceEquals(kept, seen))
            {
                return followed;
            }

            seen = kept; // another reader was first: perhaps with an environment before this one
        }

        return seen;
    }

    /// <summary>Nothing is left to do for an environment that has been followed.</summary>
    /// <returns>Whether that is so; not where there is nothing to follow, or was nothing to compare the response with.</returns>
    public bool TrySettle(FlagSnapshot environment)
    {
        if (!Snapshot.Overlay.Base.IsEnvironment || environment.Base is { IsEnvironment: true, Count: 0 })
        {
            return false;
        }

        Volatile.Write(ref _settledVersion, environment.Version);
        return true;
    }

    /// <summary>Something has happened at the server that the view does not show. Not undone: a fetch brings another view.</summary>
    public void MarkOutdated() => Volatile.Write(ref _freshUntil, -FreshUntil);

    /// <summary>Something may have happened at the server that the view does not show: it is no longer fresh.</summary>
    public void MarkStale(long now)
    {
        var until = Volatile.Read(ref _freshUntil);
        while (until > now) // not where it is stale or outdated already
        {
            var seen = Interlocked.CompareExchange(ref _freshUntil, now, until);
            if (seen == until)
            {
                return;
            }

            until = seen;
        }
    }

    /// <summary>The cache lets go of it, for good.</summary>
    public void Drop() => _isDropped = true;

    // Flags that are suddenly all gone are held back until the user's own response agrees.
    private static bool CanFollow(IdentityFlagSnapshot user, FlagSnapshot environment) =>
        user.Version < environment.Version && environment.Base is { IsEnvironment: true, Count: > 0 } && user.Overlay.Base.IsEnvironment && !ReferenceEquals(user.Overlay.Base, environment.Base);
}
