namespace Flagsmith.Polling.Evaluation;

/// <summary>Specifies how many of a rule's conditions must match.</summary>
internal enum RuleType
{
    /// <summary>A type that this library does not know. Such a rule matches only when it is empty.</summary>
    Unknown,

    /// <summary>All of them.</summary>
    All,

    /// <summary>At least one.</summary>
    Any,

    /// <summary>None of them.</summary>
    None,
}
