using System.Net;
using System.Text.Json;

namespace Flagsmith.Polling.Http;

/// <summary>Every sentence about a request that failed: what was asked, what came back, what to do. Never a key, never a body.</summary>
internal static class ApiFaults
{
    public static FlagsmithApiException Unreachable(ApiRequest request, Exception cause) => new(
        FlagsmithFailure.Unreachable,
        $"{request} got no answer ({Reason(cause)}). Check that ApiUrl is right and that this machine reaches it.",
        innerException: cause);

    public static FlagsmithApiException Timeout(ApiRequest request) => new(
        FlagsmithFailure.Timeout,
        $"{request} got no complete answer within {request.Limit:c}. Check the network and the server, or raise {request.LimitSetting}.");

    public static FlagsmithApiException Status(ApiRequest request, HttpStatusCode status, TimeSpan? retryAfter)
    {
        var (failure, hint) = status switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden =>
                (FlagsmithFailure.Unauthorized, "Check that EnvironmentKey belongs to this Flagsmith server, and that ApiUrl is the right one of Core and Edge."),
            HttpStatusCode.NotFound =>
                (FlagsmithFailure.NotFound, "Check that ApiUrl ends with the API's version, for example \"/api/v1/\"."),
            HttpStatusCode.TooManyRequests => (FlagsmithFailure.Throttled, "Ask less often: raise PollInterval or Identities:TimeToLive."),
            HttpStatusCode.RequestTimeout => (FlagsmithFailure.Timeout, "The server gave up waiting."),
            >= HttpStatusCode.InternalServerError => (FlagsmithFailure.ServerError, "The fault is the server's."),
            _ => (FlagsmithFailure.InvalidResponse, "Flagsmith answers 200 with flags; check what was sent and what stands between this machine and Flagsmith."),
        };
        return new FlagsmithApiException(failure, $"{request} was answered with {(int)status} ({status}). {hint}", status, retryAfter);
    }

    public static FlagsmithApiException Redirect(ApiRequest request, HttpStatusCode status, string why) => new(
        FlagsmithFailure.InvalidResponse,
        $"{request} was answered with {(int)status} ({status}), a redirect that was not followed: {why}. Write the address that answers itself to ApiUrl.",
        status);

    public static FlagsmithApiException MediaType(ApiRequest request, string? mediaType) => Invalid(request, $"is \"{mediaType}\" instead of JSON");

    public static FlagsmithApiException TooLong(ApiRequest request, int most) =>
        Invalid(request, $"has more than {most} bytes (MaxBodyBytes)");

    public static FlagsmithApiException TooManyFlags(ApiRequest request, int most) => Invalid(request, $"has more than {most} flags (MaxFlags)");

    public static FlagsmithApiException BrokenCompression(ApiRequest request) => Invalid(request, "cannot be decompressed");

    /// <summary>A body that cannot be read. The parser's own message is left out: it quotes the body.</summary>
    public static FlagsmithApiException Body(ApiRequest request, Exception cause) => cause is JsonException { LineNumber: { } line, BytePositionInLine: { } position }
        ? Invalid(request, $"is broken JSON at line {line + 1}, byte {position + 1}")
        : Invalid(request, "is not Flagsmith's JSON in UTF-8");

    public static FlagsmithApiException Unexpected(Exception cause) => new(
        FlagsmithFailure.InvalidResponse,
        $"A request failed for a reason that is not Flagsmith's ({cause.GetType().Name}). Check the handlers added to the HTTP client.",
        innerException: cause);

    public static FlagsmithApiException CircuitOpen() => new(
        FlagsmithFailure.CircuitOpen,
        "No user was asked for: so many fetches failed lately that they pause. They go on by themselves; check Flagsmith and the network.");

    public static FlagsmithApiException NoPlace(ApiRequest request) => new(
        FlagsmithFailure.Timeout,
        $"{request} was not sent within {request.Limit:c}: too many fetches of other users were before it. Raise Identities:MaxConcurrentFetches or {request.LimitSetting}.");

    public static FlagsmithApiException HandlersBlock(ApiRequest request, int count) => new(
        FlagsmithFailure.Timeout,
        $"{request} was not sent: {count} earlier requests have not returned although their time is over. A handler added to the HTTP client blocks its thread or ignores its cancellation token; correct it. Sending is tried again now and then.");

    public static FlagsmithApiException TraitsNotStored(ApiRequest request) => new(
        FlagsmithFailure.InvalidResponse,
        $"{request} was answered with 200, but the server did not keep the traits. Allow client traits in the environment's settings or use a server-side key, and check that the organisation stores traits.",
        HttpStatusCode.OK);

    private static FlagsmithApiException Invalid(ApiRequest request, string what) => new(
        FlagsmithFailure.InvalidResponse,
        $"{request} was answered with 200, but the body {what}. Check that ApiUrl is Flagsmith's API and that no proxy or login page answers for it.",
        HttpStatusCode.OK);

    private static string Reason(Exception cause) =>
        cause is HttpRequestException { HttpRequestError: not HttpRequestError.Unknown } http ? http.HttpRequestError.ToString() : cause.GetType().Name;
}
