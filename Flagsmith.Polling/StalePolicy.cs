namespace Flagsmith.Polling;

/// <summary>Tells what is served when the flags are older than <see cref="FlagsmithPollingOptions.MaxStaleness"/>.</summary>
public enum StalePolicy
{
    /// <summary>The last good flags go on being served; status, health and metrics say that they are stale.</summary>
    ServeLastGood,

    /// <summary>The configured defaults are published in their place, until the next good answer.</summary>
    ServeDefaults,
}
