namespace Flagsmith.Polling.Benchmarks.Stress.Model;

/// <summary>What is called for a user.</summary>
internal enum CallKind
{
    /// <summary>A plain read.</summary>
    Read,

    /// <summary>A read with traits passed along that are not stored.</summary>
    ReadWithTraits,

    /// <summary>A read whose traits are stored: a write.</summary>
    StoringRead,

    Refresh,

    /// <summary>Setting a trait, or removing one.</summary>
    Write,

    Invalidate,
}
