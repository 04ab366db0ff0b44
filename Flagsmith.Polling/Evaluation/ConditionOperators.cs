namespace Flagsmith.Polling.Evaluation;

/// <summary>The names of operators in documents.</summary>
internal static class ConditionOperators
{
    /// <summary>Returns the operator of that name, compared ordinally; <see cref="ConditionOperator.Unknown"/> for any other text.</summary>
    public static ConditionOperator Parse(string? name) => name switch
    {
        "EQUAL" => ConditionOperator.Equal,
        "NOT_EQUAL" => ConditionOperator.NotEqual,
        "GREATER_THAN" => ConditionOperator.GreaterThan,
        "GREATER_THAN_INCLUSIVE" => ConditionOperator.GreaterThanInclusive,
        "LESS_THAN" => ConditionOperator.LessThan,
        "LESS_THAN_INCLUSIVE" => ConditionOperator.LessThanInclusive,
        "CONTAINS" => ConditionOperator.Contains,
        "NOT_CONTAINS" => ConditionOperator.NotContains,
        "IN" => ConditionOperator.In,
        "REGEX" => ConditionOperator.Regex,
        "MODULO" => ConditionOperator.Modulo,
        "PERCENTAGE_SPLIT" => ConditionOperator.PercentageSplit,
        "IS_SET" => ConditionOperator.IsSet,
        "IS_NOT_SET" => ConditionOperator.IsNotSet,
        _ => ConditionOperator.Unknown,
    };

    /// <summary>Returns the name of an operator in documents.</summary>
    public static string NameOf(ConditionOperator condition) => condition switch
    {
        ConditionOperator.Equal => "EQUAL",
        ConditionOperator.NotEqual => "NOT_EQUAL",
        ConditionOperator.GreaterThan => "GREATER_THAN",
        ConditionOperator.GreaterThanInclusive => "GREATER_THAN_INCLUSIVE",
        ConditionOperator.LessThan => "LESS_THAN",
        ConditionOperator.LessThanInclusive => "LESS_THAN_INCLUSIVE",
        ConditionOperator.Contains => "CONTAINS",
        ConditionOperator.NotContains => "NOT_CONTAINS",
        ConditionOperator.In => "IN",
        ConditionOperator.Regex => "REGEX",
        ConditionOperator.Modulo => "MODULO",
        ConditionOperator.PercentageSplit => "PERCENTAGE_SPLIT",
        ConditionOperator.IsSet => "IS_SET",
        ConditionOperator.IsNotSet => "IS_NOT_SET",
        _ => "(unknown operator)",
    };
}
