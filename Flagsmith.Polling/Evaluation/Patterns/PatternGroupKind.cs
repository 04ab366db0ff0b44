namespace Flagsmith.Polling.Evaluation.Patterns;

/// <summary>Specifies what a group of a pattern is.</summary>
internal enum PatternGroupKind
{
    /// <summary>The whole pattern.</summary>
    Whole,

    /// <summary>A group that keeps what it matched.</summary>
    Capture,

    /// <summary>A group that only holds together.</summary>
    Plain,

    /// <summary>A look-ahead.</summary>
    LookAhead,

    /// <summary>A look-behind.</summary>
    LookBehind,

    /// <summary>A choice that depends on another group.</summary>
    Conditional,
}
