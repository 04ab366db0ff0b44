namespace Flagsmith.Polling.Sharing;

/// <summary>What a look at the store is for.</summary>
/// <param name="Options">The options that apply.</param>
/// <param name="Reason">Why flags are wanted.</param>
/// <param name="WantedAt">Since when, on the store's clock.</param>
internal readonly record struct SharedWish(FlagsmithPollingOptions Options, FlagPollReason Reason, DateTimeOffset WantedAt)
{
    /// <summary>Determines whether a confirmation is recent enough: within the interval, or of a poll that began after the wish, not in the same moment: a clock may stand still. One from the future is of a clock that was set back.</summary>
    public bool IsFresh(SharedConfirmation stored, TimeSpan age) => stored.HasContent && age >= TimeSpan.Zero
        && (Reason == FlagPollReason.Scheduled ? age < Options.PollInterval : stored.BeganAt > WantedAt);
}
