namespace Flagsmith.Polling.Evaluation;

/// <summary>Specifies what an evaluation found about a segment.</summary>
internal enum SegmentVerdict
{
    /// <summary>A rule does not match, or there is none.</summary>
    NotMatched,

    /// <summary>All rules match.</summary>
    Matched,

    /// <summary>The rules were not judged: there is no user, and they read one or segments do not count.</summary>
    NoUser,

    /// <summary>The rules were not judged: they read a flag that depends on itself.</summary>
    ReadsCycle,

    /// <summary>The rules were not judged: they are nested too deeply.</summary>
    TooDeep,
}
