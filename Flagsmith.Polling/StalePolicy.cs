namespace Flagsmith.Polling;

/// <summary>Specifies what is served when the flags are older than <see cref="FlagsmithPollingOptions.MaxStaleness"/>.</summary>
public enum StalePolicy
{
    /// <summary>The last known good flags are still served; status, health and metrics say that they are stale.</summary>
    ServeLastGood,

    /// <summary>The configured defaults are published instead, until the next good response.</summary>
    ServeDefaults,
}
