namespace Flagsmith.Polling.Telemetry;

/// <summary>The tags of measurements and spans. Never a key, an identifier or a trait.</summary>
internal static class Tags
{
    public const string ProviderName = "flagsmith.provider";
    public const string OutcomeName = "flagsmith.outcome";
    public const string ErrorName = "error.type";

    public static KeyValuePair<string, object?> Provider(string name) => new(ProviderName, name.Length == 0 ? "default" : name);

    public static KeyValuePair<string, object?> Outcome(string outcome) => new(OutcomeName, outcome);

    public static KeyValuePair<string, object?> Error(FlagsmithFailure failure) => new(ErrorName, Text(failure));

    public static KeyValuePair<string, object?> Result(IdentityResult result) => new("flagsmith.result", result switch
    {
        IdentityResult.Hit => "hit",
        IdentityResult.Miss => "miss",
        IdentityResult.Joined => "joined",
        IdentityResult.Stale => "stale",
        IdentityResult.Fallback => "fallback",
        _ => "error",
    });

    public static string Text(FlagsmithFailure failure) => failure switch
    {
        FlagsmithFailure.Unreachable => "unreachable",
        FlagsmithFailure.Timeout => "timeout",
        FlagsmithFailure.Unauthorized => "unauthorized",
        FlagsmithFailure.NotFound => "not_found",
        FlagsmithFailure.Throttled => "throttled",
        FlagsmithFailure.ServerError => "server_error",
        FlagsmithFailure.CircuitOpen => "circuit_open",
        _ => "invalid_response",
    };
}
