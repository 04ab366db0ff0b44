namespace Flagsmith.Polling.Sharing;

/// <summary>Says which content of an environment was last confirmed, when and by whom. Read by every host in each interval, so it is small; the content changes rarely and is apart.</summary>
/// <param name="Sequence">The stored number plus one, at each poll that succeeded; 0 before the first.</param>
/// <param name="BeganAt">When the poll began, on the store's clock.</param>
/// <param name="Hash">The hash of the content.</param>
/// <param name="BodyLength">How many bytes the body has that holds the content.</param>
/// <param name="Host">The name of the host whose poll it was.</param>
/// <param name="Attempts">The polls that have failed since.</param>
internal sealed record SharedConfirmation(ulong Sequence, DateTimeOffset BeganAt, UInt128 Hash, int BodyLength, string Host, SharedAttempts Attempts)
{
    /// <summary>Gets what there is before any poll.</summary>
    public static readonly SharedConfirmation None = new(0, DateTimeOffset.UnixEpoch, 0, 0, "", SharedAttempts.None);

    /// <summary>Gets whether a poll has succeeded: there is content.</summary>
    public bool HasContent => Sequence > 0;

    /// <summary>Determines whether both are about the same poll.</summary>
    public bool IsOfSamePoll(SharedConfirmation other) => (Sequence, BeganAt, Hash) == (other.Sequence, other.BeganAt, other.Hash);
}
