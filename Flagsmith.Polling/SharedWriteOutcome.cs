namespace Flagsmith.Polling;

/// <summary>Specifies what came of a write to an <see cref="ISharedFlagStore"/>.</summary>
public enum SharedWriteOutcome
{
    /// <summary>All is written, and the turn is given back.</summary>
    Written,

    /// <summary>Nothing is written: the turn was over.</summary>
    TurnLost,

    /// <summary>Nothing is written, and the turn is still held: no body was given, and none is stored.</summary>
    BodyMissing,
}
