namespace Flagsmith.Polling;

/// <summary>Specifies what came of a poll.</summary>
public enum FlagPollOutcome
{
    /// <summary>The response differed from the current snapshot, and a new one was published.</summary>
    Published,

    /// <summary>The response confirmed the current snapshot.</summary>
    Unchanged,

    /// <summary>The response was unexpectedly empty, and is not published until it is confirmed.</summary>
    Held,

    /// <summary>There was no usable response. The current snapshot stays.</summary>
    Failed,
}
