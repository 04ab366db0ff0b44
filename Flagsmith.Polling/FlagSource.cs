namespace Flagsmith.Polling;

/// <summary>Specifies where the flags of a snapshot come from.</summary>
public enum FlagSource
{
    /// <summary>The defaults of the options: no flags have been loaded.</summary>
    Defaults,

    /// <summary>The file that kept the last good flags.</summary>
    LastKnownGood,

    /// <summary>A response of the Flagsmith API.</summary>
    Api,

    /// <summary>The environment's flags, in place of a user's that could not be fetched.</summary>
    EnvironmentFallback = 4,

    /// <summary>The file of <see cref="FlagsmithPollingOptions.OfflineFile"/>.</summary>
    OfflineFile = 5,

    /// <summary>The store that a fleet shares: another host polled them.</summary>
    SharedStore = 6,
}
