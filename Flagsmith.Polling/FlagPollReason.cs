namespace Flagsmith.Polling;

/// <summary>Specifies why a poll ran. Where calls with several reasons joined one poll, it is the greatest of them.</summary>
public enum FlagPollReason
{
    /// <summary>The poll was due.</summary>
    Scheduled,

    /// <summary>Something said that the flags may have changed: <see cref="IFlagChangeHints"/>. The response must not come from a cache that may be older.</summary>
    Hint,

    /// <summary>The application called <see cref="IFlagProvider.RefreshAsync"/>. Such a poll publishes what it gets, also an unexpectedly empty list.</summary>
    Requested,
}
