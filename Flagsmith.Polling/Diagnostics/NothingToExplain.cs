namespace Flagsmith.Polling.Diagnostics;

/// <summary>The error where no rules are known.</summary>
internal static class NothingToExplain
{
    public static InvalidOperationException Error() => new(
        "No flag can be explained: the rules behind flags are known in local evaluation alone, once an environment document has been loaded. Set Mode to LocalEvaluation, which needs a server-side key, and check CanExplain first.");
}
