using Flagsmith.Polling;

namespace FlagConsole.Output;

/// <summary>What went wrong, in one sentence.</summary>
/// <remarks>
/// The library's messages say what happened, then what to do about it in an application's settings. Here there are no settings but
/// options of the command line, so the first sentence stays and the advice is ours.
/// </remarks>
internal static class ErrorSentence
{
    private const string SettingsPrefix = "Flagsmith:";

    /// <summary>Gives the sentence for a request that failed.</summary>
    public static string Of(FlagsmithApiException failure)
    {
        var fact = First(failure.Message);
        return Advice(failure.Kind) is { } advice ? $"{fact.TrimEnd('.')}; {advice}." : fact;
    }

    /// <summary>Gives the sentence for a setting that the library refused.</summary>
    public static string Of(string fault) =>
        First(fault.StartsWith(SettingsPrefix, StringComparison.Ordinal) ? fault[SettingsPrefix.Length..] : fault);

    /// <summary>Gives the sentence for an argument that the library refused; it never shows the argument.</summary>
    public static string OfArgument(ArgumentException fault)
    {
        var parameter = $" (Parameter '{fault.ParamName}')";
        return fault.Message.EndsWith(parameter, StringComparison.Ordinal) ? fault.Message[..^parameter.Length] : fault.Message;
    }

    /// <summary>Gives the sentence for a flag that is not there.</summary>
    public static string OfUnknownFlag(string name) => $"The environment has no flag named \"{OneLine.Of(name)}\".";

    private static string? Advice(FlagsmithErrorKind failure) => failure switch
    {
        FlagsmithErrorKind.Unauthorized => "check --key, and that --api-url is the server it belongs to",
        FlagsmithErrorKind.Unreachable or FlagsmithErrorKind.NotFound or FlagsmithErrorKind.InvalidResponse => "check --api-url",
        FlagsmithErrorKind.Throttled or FlagsmithErrorKind.ServerError => "try again later",
        _ => null,
    };

    private static string First(string message)
    {
        var end = message.IndexOf(". ", StringComparison.Ordinal);
        return end < 0 ? message : message[..(end + 1)];
    }
}
