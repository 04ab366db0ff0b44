namespace Flagsmith.Polling.Benchmarks.Stress;

/// <summary>What a provider goes through.</summary>
internal enum StageKind
{
    /// <summary>Few users, much room, no background fetches: every request belongs to a call, so that all rules can be judged.</summary>
    Roomy,

    /// <summary>The least room there can be, and bursts of newcomers; background fetches, a changing environment, an open circuit.</summary>
    Crowded,

    /// <summary>Pairs of users who share a place among those being read, refreshed without pause while the cache lets go of them: looks for windows of nanoseconds.</summary>
    Churning,

    /// <summary>No good response ever: defaults are served while the configuration is reloaded.</summary>
    Defaults,
}
