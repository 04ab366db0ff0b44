namespace Flagsmith.Polling.Telemetry;

/// <summary>The result of a read of a user.</summary>
internal enum IdentityResult
{
    /// <summary>Fresh from the cache.</summary>
    Hit,

    /// <summary>By a fetch that it started.</summary>
    Miss,

    /// <summary>By a fetch that another read had started.</summary>
    Coalesced,

    /// <summary>From the cache, past its time to live or older than the environment.</summary>
    Stale,

    /// <summary>With the environment's flags.</summary>
    Fallback,

    /// <summary>With an exception.</summary>
    Error,
}
