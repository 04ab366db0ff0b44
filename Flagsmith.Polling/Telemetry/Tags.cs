namespace Flagsmith.Polling.Telemetry;

/// <summary>The tags of measurements and spans. Never a key, an identifier or a trait.</summary>
internal static class Tags
{
    public const string ProviderName = "flagsmith.environment";
    public const string OutcomeName = "flagsmith.outcome";
    public const string ErrorName = "error.type";

    public static KeyValuePair<string, object?> Provider(string name) => new(ProviderName, name.Length == 0 ? "default" : name);

    public static KeyValuePair<string, object?> Outcome(string outcome) => new(OutcomeName, outcome);

    public static KeyValuePair<string, object?> Error(FlagsmithErrorKind failure) => new(ErrorName, Text(failure));

    public static KeyValuePair<string, object?> Result(IdentityResult result) => new("flagsmith.result", result switch
    {
        IdentityResult.Hit => "hit",
        IdentityResult.Miss => "miss",
        IdentityResult.Coalesced => "coalesced",
        IdentityResult.Stale => "stale",
        IdentityResult.Fallback => "fallback",
        _ => "error",
    });

    public static string Text(FlagPollOutcome outcome) => outcome switch
    {
        FlagPollOutcome.Published => "published",
        FlagPollOutcome.Unchanged => "unchanged",
        FlagPollOutcome.Held => "held",
        _ => "failed",
    };

    public static string Text(FlagsmithErrorKind failure) => failure switch
    {
        FlagsmithErrorKind.Unreachable => "unreachable",
        FlagsmithErrorKind.Timeout => "timeout",
        FlagsmithErrorKind.Unauthorized => "unauthorized",
        FlagsmithErrorKind.NotFound => "not_found",
        FlagsmithErrorKind.Throttled => "throttled",
        FlagsmithErrorKind.ServerError => "server_error",
        FlagsmithErrorKind.CircuitOpen => "circuit_open",
        _ => "invalid_response",
    };
}
