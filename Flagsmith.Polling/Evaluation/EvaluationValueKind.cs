namespace Flagsmith.Polling.Evaluation;

/// <summary>Specifies what a value is.</summary>
internal enum EvaluationValueKind
{
    /// <summary>There is no value.</summary>
    Unset,

    /// <summary>A text.</summary>
    Text,

    /// <summary>An integer of any size.</summary>
    Integer,

    /// <summary>A floating-point number.</summary>
    Double,

    /// <summary>A boolean.</summary>
    Boolean,
}
