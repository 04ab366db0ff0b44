namespace Flagsmith.Polling.Tests.Faults;

/// <summary>What the library makes of a fault.</summary>
/// <param name="Failure">Why a request fails; null where it succeeds.</param>
/// <param name="Says">What the message of the failure says among other things.</param>
/// <param name="LeavesOut">How many flags cannot be read.</param>
/// <param name="Keeps">How many of the flags are in the answer.</param>
internal sealed record FaultExpectation(FlagsmithFailure? Failure, string Says = "", int LeavesOut = 0, int Keeps = FaultExpectation.All)
{
    public const int All = 12;

    private static readonly FaultExpectation Good = new(Failure: null);
    private static readonly FaultExpectation OneLeftOut = new(Failure: null, LeavesOut: 1, Keeps: All - 1);
    private static readonly FaultExpectation Timeout = new(FlagsmithFailure.Timeout, "within 00:00:10");
    private static readonly FaultExpectation Unreachable = new(FlagsmithFailure.Unreachable, "got no answer");
    private static readonly FaultExpectation Throttled = new(FlagsmithFailure.Throttled, "429");
    private static readonly FaultExpectation ServerError = new(FlagsmithFailure.ServerError, "The fault is the server's");
    private static readonly FaultExpectation TooLong = new(FlagsmithFailure.InvalidResponse, "(MaxBodyBytes)");
    private static readonly FaultExpectation BrokenJson = new(FlagsmithFailure.InvalidResponse, "is broken JSON at line");
    private static readonly FaultExpectation NotFlags = new(FlagsmithFailure.InvalidResponse, "is not Flagsmith's JSON in UTF-8");
    private static readonly FaultExpectation Redirect = new(FlagsmithFailure.InvalidResponse, "a redirect that was not followed");

    public static FaultExpectation Of(Fault fault) => fault.ToString() switch
    {
        "Status(500)" or "Status(503)" or "Flapping" => ServerError,
        "Status(403)" => new(FlagsmithFailure.Unauthorized, "EnvironmentKey"),
        "Status(404)" => new(FlagsmithFailure.NotFound, "ApiUrl"),
        "TooManyRequests(seconds)" or "TooManyRequests(date)" => Throttled,
        "SlowDrip" or "HangBeforeHeaders" or "HangInBody" => Timeout,
        "LengthTooLarge" or "BrokenChunks" or "Reset" => Unreachable,
        "Truncated" or "LengthTooSmall" or "TrailingGarbage" or "DeepNesting" => BrokenJson,
        "WrongRoot" or "InvalidUtf8" => NotFlags,
        "Html" => new(FlagsmithFailure.InvalidResponse, "\"text/html\" instead of JSON"),
        "HugeBody" or "EndlessBody" or "GzipBomb" => TooLong,
        "BrokenGzip" => new(FlagsmithFailure.InvalidResponse, "cannot be decompressed"),
        "RedirectElsewhere" or "RedirectLoop" => Redirect,
        "NotModified" => new(FlagsmithFailure.InvalidResponse, "304"),
        "NoContent" => new(FlagsmithFailure.InvalidResponse, "204"),
        "MissingMembers" or "NullMembers" or "MistypedMembers" => OneLeftOut,
        "LosesMostFlags" => Good with { Keeps = 1 },
        "NoFlags" => Good with { Keeps = 0 },
        "ByteOrderMark" or "DuplicateKeys" or "OddMembers" or "IdleClose" or "ClockSkew" => Good,
        var unknown => throw new ArgumentException($"Say what the library makes of {unknown}.", nameof(fault)),
    };
}
