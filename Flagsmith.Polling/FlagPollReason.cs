namespace Flagsmith.Polling;

/// <summary>Specifies why a poll ran.</summary>
public enum FlagPollReason
{
    /// <summary>It was due.</summary>
    Scheduled,

    /// <summary>Something said that the flags may have changed: <see cref="IFlagChangeHints"/>.</summary>
    Hint,

    /// <summary>The application called <see cref="IFlagProvider.RefreshAsync"/>.</summary>
    Requested,
}
