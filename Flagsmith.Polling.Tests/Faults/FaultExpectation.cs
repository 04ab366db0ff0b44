namespace Flagsmith.Polling.Tests.Faults;

/// <summary>What the library makes of a fault.</summary>
/// <param name="Failure">Why a request fails; null where it succeeds.</param>
/// <param name="Says">What the message of the failure says among other things.</param>
/// <param name="LeavesOut">How many flags cannot be read.</param>
/// <param name="Keeps">How many of the flags are in the response.</param>
internal sealed record FaultExpectation(FlagsmithErrorKind? Failure, string Says = "", int LeavesOut = 0, int Keeps = FaultExpectation.All)
{
    public const int All = 12;

    private static readonly FaultExpectation Good = new(Failure: null);
    private static readonly FaultExpectation OneLeftOut = new(Failure: null, LeavesOut: 1, Keeps: All - 1);
    private static readonly FaultExpectation Timeout = new(FlagsmithErrorKind.Timeout, "within 00:00:10");
    private static readonly FaultExpectation Unreachable = new(FlagsmithErrorKind.Unreachable, "received no response");
    private static readonly FaultExpectation Throttled = new(FlagsmithErrorKind.Throttled, "429");
    private static readonly FaultExpectation ServerError = new(FlagsmithErrorKind.ServerError, "The error is on the server's side");
    private static readonly FaultExpectation TooLong = new(FlagsmithErrorKind.InvalidResponse, "(MaxBodyBytes)");
    private static readonly FaultExpectation BrokenJson = new(FlagsmithErrorKind.InvalidResponse, "is malformed JSON at line");
    private static readonly FaultExpectation NotFlags = new(FlagsmithErrorKind.InvalidResponse, "is not Flagsmith's JSON in UTF-8");
    private static readonly FaultExpectation Redirect = new(FlagsmithErrorKind.InvalidResponse, "a redirect that was not followed");

    /// <summary>What a user gets, whose first flag is overridden with <c>mine</c> while the others have changed from <c>before</c> to <c>meanwhile</c>.</summary>
    public UserExpectation OfUser(FlagsmithMode mode, string errorType)
    {
        var failed = $"outcome=failed,error.type={errorType}";
        return (mode, Failure, Keeps) switch
        {
            (FlagsmithMode.Remote, not null, _) => new(IsFallback: true, All, "before", "before", FlagProviderState.Fresh, "FetchFailed", failed),
            (FlagsmithMode.Remote, _, _) => OfChanged("UserFlagsSkipped", "outcome=succeeded"),
            (_, not null, _) => new(IsFallback: false, All, "mine", "before", FlagProviderState.Failing, "OutageBegan", failed),
            (_, _, 0) => new(IsFallback: false, All, "mine", "before", FlagProviderState.Fresh, "EmptyHeld", "outcome=held"),
            _ => OfChanged("FlagsSkipped", "outcome=published"),
        };
    }

    public static FaultExpectation Of(Fault fault) => fault.ToString() switch
    {
        "Status(500)" or "Status(503)" or "Flapping" => ServerError,
        "Status(403)" => new(FlagsmithErrorKind.Unauthorized, "EnvironmentKey"),
        "Status(404)" => new(FlagsmithErrorKind.NotFound, "ApiUrl"),
        "TooManyRequests(seconds)" or "TooManyRequests(date)" => Throttled,
        "SlowDrip" or "HangBeforeHeaders" or "HangInBody" => Timeout,
        "LengthTooLarge" or "BrokenChunks" or "Reset" => Unreachable,
        "Truncated" or "LengthTooSmall" or "TrailingGarbage" or "DeepNesting" => BrokenJson,
        "WrongRoot" or "InvalidUtf8" => NotFlags,
        "Html" => new(FlagsmithErrorKind.InvalidResponse, "\"text/html\" instead of JSON"),
        "HugeBody" or "EndlessBody" or "GzipBomb" => TooLong,
        "BrokenGzip" => new(FlagsmithErrorKind.InvalidResponse, "cannot be decompressed"),
        "RedirectElsewhere" or "RedirectLoop" => Redirect,
        "NotModified" => new(FlagsmithErrorKind.InvalidResponse, "304"),
        "NoContent" => new(FlagsmithErrorKind.InvalidResponse, "204"),
        "MissingMembers" or "NullMembers" or "MistypedMembers" => OneLeftOut,
        "LosesMostFlags" => Good with { Keeps = 1 },
        "NoFlags" => Good with { Keeps = 0 },
        "ByteOrderMark" or "DuplicateKeys" or "OddMembers" or "IdleClose" or "ClockSkew" => Good,
        var unknown => throw new ArgumentException($"Say what the library makes of {unknown}.", nameof(fault)),
    };

    private UserExpectation OfChanged(string skipped, string outcome) => new(
        IsFallback: false, Keeps, LeavesOut > 0 || Keeps == 0 ? "" : "mine", Keeps > 1 ? "meanwhile" : "", FlagProviderState.Fresh, LeavesOut > 0 ? skipped : "", outcome);
}
