namespace Flagsmith.Polling.Sources;

/// <summary>Why a poll runs. Where calls with several reasons join one poll, the greatest applies.</summary>
internal enum PollReason
{
    /// <summary>The schedule.</summary>
    Scheduled,

    /// <summary>Something said that the flags may have changed: the response must not come from a cache that may be older.</summary>
    Hint,

    /// <summary>The application asked: such a poll publishes what it gets, also an unexpectedly empty list.</summary>
    Requested,
}
