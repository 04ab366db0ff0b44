namespace Flagsmith.Polling.Testing;

/// <summary>What an <see cref="InMemorySharedFlagStore"/> holds of one environment.</summary>
/// <remarks>Not thread-safe: the store locks.</remarks>
internal sealed class InMemorySharedEntry
{
    public byte[]? Confirmation { get; set; }

    public byte[]? Body { get; set; }

    /// <summary>Gets or sets when both were written last.</summary>
    public long Written { get; set; }

    /// <summary>Gets or sets for how long both are kept; <see langword="null"/> where a test has put them in place.</summary>
    public TimeSpan? TimeToLive { get; set; }

    /// <summary>Gets or sets the token of the turn; <see langword="null"/> where nobody has it.</summary>
    public string? Turn { get; set; }

    public long TurnTaken { get; set; }

    public TimeSpan TurnLimit { get; set; }

    public void DropWhatHasExpired(TimeProvider time)
    {
        if (Turn is not null && time.GetElapsedTime(TurnTaken) >= TurnLimit)
        {
            Turn = null;
        }

        if (TimeToLive is { } limit && time.GetElapsedTime(Written) >= limit)
        {
            (Confirmation, Body, TimeToLive) = (null, null, null);
        }
    }
}
