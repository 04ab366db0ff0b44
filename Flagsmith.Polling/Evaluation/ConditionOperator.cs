namespace Flagsmith.Polling.Evaluation;

/// <summary>Specifies how a condition compares.</summary>
internal enum ConditionOperator
{
    /// <summary>An operator that this library does not know. It never matches.</summary>
    Unknown,

    /// <summary>The values are equal.</summary>
    Equal,

    /// <summary>The values differ.</summary>
    NotEqual,

    /// <summary>The property is greater.</summary>
    GreaterThan,

    /// <summary>The property is greater or equal.</summary>
    GreaterThanInclusive,

    /// <summary>The property is less.</summary>
    LessThan,

    /// <summary>The property is less or equal.</summary>
    LessThanInclusive,

    /// <summary>The property contains the value.</summary>
    Contains,

    /// <summary>The property is a string that does not contain the value.</summary>
    NotContains,

    /// <summary>The property is one of a list.</summary>
    In,

    /// <summary>The property begins with a match of the pattern.</summary>
    Regex,

    /// <summary>The property's remainder of a division is the given one.</summary>
    Modulo,

    /// <summary>The property's hash is within the percentage.</summary>
    PercentageSplit,

    /// <summary>The property has a value.</summary>
    IsSet,

    /// <summary>The property has no value.</summary>
    IsNotSet,
}
