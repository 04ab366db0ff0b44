namespace Flagsmith.Polling.Sharing;

/// <summary>Decides which confirmation may take the place of what this host holds: the later poll wins. No host's time of day takes part.</summary>
/// <remarks>Not thread-safe: polls run one at a time.</remarks>
internal sealed class SharedOrder(TimeProvider time)
{
    /// <summary>After so many intervals an earlier confirmation is taken: the store has been set back, and it is what all share.</summary>
    private const int IntervalsUntilTaken = 3;

    private SharedConfirmation? _held; // null where what is held was polled without the store
    private long? _began;
    private long? _refusedSince;

    /// <summary>Gets whether nothing was polled or adopted yet.</summary>
    public bool IsEmpty => _began is null;

    /// <summary>Gets how long ago the poll began whose content is held; null where there is none.</summary>
    public TimeSpan? Age => _began is { } began ? time.GetElapsedTime(began) : null;

    /// <summary>Determines whether a confirmation is the one that is held or a later one, or has been the store's for three intervals.</summary>
    /// <param name="stored">The confirmation.</param>
    /// <param name="age">How long ago its poll began, on the store's clock.</param>
    /// <param name="interval">The time between two polls.</param>
    public bool Accepts(SharedConfirmation stored, TimeSpan age, TimeSpan interval)
    {
        if (IsLater(stored, age))
        {
            _refusedSince = null;
            return true;
        }

        _refusedSince ??= time.GetTimestamp();
        return time.GetElapsedTime(_refusedSince.Value) >= IntervalsUntilTaken * interval;
    }

    /// <summary>What a confirmation names is now held.</summary>
    /// <param name="confirmation">The confirmation.</param>
    /// <param name="age">How long ago its poll began.</param>
    public void Hold(SharedConfirmation confirmation, TimeSpan age)
    {
        _held = confirmation;
        _began = time.GetTimestamp() - (long)(Math.Max(0, age.TotalSeconds) * time.TimestampFrequency);
        _refusedSince = null;
    }

    /// <summary>What this host has polled without the store is now held.</summary>
    /// <param name="began">The timestamp at which the poll began.</param>
    public void HoldOwn(long began)
    {
        _held = null;
        _began = began;
        _refusedSince = null;
    }

    // A failover may set back the store's time, or its sequence to what the replica had: the next poll is later by the other.
    private bool IsLater(SharedConfirmation stored, TimeSpan age) => _held is { } held
        ? stored.IsOfSamePoll(held) || stored.BeganAt > held.BeganAt || stored.Sequence > held.Sequence
        : Age is not { } own || age <= own;
}
