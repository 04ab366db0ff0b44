namespace Flagsmith.Polling.Evaluation;

/// <summary>The names of rule types in documents.</summary>
internal static class RuleTypes
{
    /// <summary>Returns the type of that name, compared ordinally; <see cref="RuleType.Unknown"/> for any other text.</summary>
    public static RuleType Parse(string? name) => name switch
    {
        "ALL" => RuleType.All,
        "ANY" => RuleType.Any,
        "NONE" => RuleType.None,
        _ => RuleType.Unknown,
    };
}
