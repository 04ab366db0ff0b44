using Flagsmith.Polling.Snapshots;

namespace Flagsmith.Polling.Identities;

/// <summary>The users that are being read now: what most hits find, without asking the cache: 8 ns instead of 19.</summary>
/// <remarks>
/// Thread-safe without locks. A user is found here for one step of the coarse clock only; the first read in each step goes to the cache,
/// which so continues to see which users are read, and alone decides which are kept. Of users that share a slot, the first in a step has it.
/// </remarks>
internal sealed class RecentUsers
{
    private const int Slots = 4096;

    private readonly CachedUser?[] _users = new CachedUser?[Slots];

    /// <summary>Finds a user who has been read in this step of the clock.</summary>
    public CachedUser? Find(string identifier, long now)
    {
        var user = _users[SlotOf(identifier)];
        return user is not null && user.ReadAt == now && !user.IsDropped && user.Identifier == identifier ? user : null;
    }

    /// <summary>Notes that a user has been read.</summary>
    /// <returns>Whether the user is found here now: then the caller checks once more that the cache still has it.</returns>
    public bool Note(CachedUser user, long now)
    {
        ref var place = ref _users[SlotOf(user.Identifier)];
        if (place is { IsDropped: false } other && other.ReadAt == now)
        {
            return false;
        }

        user.ReadAt = now;
        Interlocked.Exchange(ref place, user); // with a full fence: the caller looks into the cache behind it
        return true;
    }

    /// <summary>Lets go of a user whom the cache may have dropped by itself.</summary>
    public void Forget(string identifier)
    {
        if (_users[SlotOf(identifier)] is { } user && user.Identifier == identifier)
        {
            user.Drop();
        }
    }

    /// <summary>Lets go of what was noted of a user before these responses.</summary>
    public void ForgetOthers(string identifier, ReadOnlySpan<CachedUser> kept)
    {
        Interlocked.MemoryBarrier(); // behind the store into the cache: see Note
        if (_users[SlotOf(identifier)] is { } user && user.Identifier == identifier && !kept.Contains(user))
        {
            user.Drop();
        }
    }

    /// <summary>Lets go of all: what has expired or been dropped must not be held here.</summary>
    public void Clear() => Array.Clear(_users);

    private static uint SlotOf(string identifier) => NameHash.OfEnds(identifier) & (Slots - 1);
}
