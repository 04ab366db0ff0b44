namespace Flagsmith.Polling.Snapshots;

/// <summary>What the sources of flags have in common.</summary>
internal static class FlagSources
{
    /// <summary>Determines whether a poll since the start has confirmed the flags: this host's, or that of another one of the fleet.</summary>
    public static bool IsConfirmed(this FlagSource source) => source is FlagSource.Api or FlagSource.SharedStore;
}
