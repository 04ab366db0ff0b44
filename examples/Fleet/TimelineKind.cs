namespace Fleet;

/// <summary>Specifies what a moment of a timeline is about.</summary>
internal enum TimelineKind
{
    /// <summary>A worker sees the flag off.</summary>
    Off,

    /// <summary>A worker sees the flag on.</summary>
    On,

    /// <summary>Flagsmith has received a request.</summary>
    Request,

    /// <summary>Something was done to the fleet.</summary>
    Event,

    /// <summary>A worker was killed.</summary>
    Killed,
}
