using System.Net;
using System.Text.Json;

namespace Flagsmith.Polling.Http;

/// <summary>Every sentence about a request that failed: what was asked, what came back, what to do. Never a key, never a body.</summary>
internal static class ApiFaults
{
    public static FlagsmithApiException Unreachable(Uri url, Exception cause) => new(
        FlagsmithFailure.Unreachable,
        $"{Asked(url)} got no answer ({Reason(cause)}). Check that ApiUrl is right and that this machine reaches it.",
        innerException: cause);

    public static FlagsmithApiException Timeout(Uri url, TimeSpan limit) => new(
        FlagsmithFailure.Timeout,
        $"{Asked(url)} got no complete answer within {limit:c}. Check the network and the server, or raise RequestTimeout.");

    public static FlagsmithApiException Status(Uri url, HttpStatusCode status, TimeSpan? retryAfter)
    {
        var (failure, hint) = status switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden =>
                (FlagsmithFailure.Unauthorized, "Check that EnvironmentKey belongs to this Flagsmith server, and that ApiUrl is the right one of Core and Edge."),
            HttpStatusCode.NotFound =>
                (FlagsmithFailure.NotFound, "Check that ApiUrl ends with the API's version, for example \"/api/v1/\"."),
            HttpStatusCode.TooManyRequests => (FlagsmithFailure.Throttled, "Raise PollInterval."),
            HttpStatusCode.RequestTimeout => (FlagsmithFailure.Timeout, "The server gave up waiting; polling goes on."),
            >= HttpStatusCode.InternalServerError => (FlagsmithFailure.ServerError, "The fault is the server's; polling goes on."),
            _ => (FlagsmithFailure.InvalidResponse, "Flagsmith answers 200 with flags; check what stands between this machine and Flagsmith."),
        };
        return new FlagsmithApiException(failure, $"{Asked(url)} was answered with {(int)status} ({status}). {hint}", status, retryAfter);
    }

    public static FlagsmithApiException Redirect(Uri url, HttpStatusCode status, string why) => new(
        FlagsmithFailure.InvalidResponse,
        $"{Asked(url)} was answered with {(int)status} ({status}), a redirect that was not followed: {why}. Write the address that answers itself to ApiUrl.",
        status);

    public static FlagsmithApiException MediaType(Uri url, string? mediaType) => Invalid(url, $"is \"{mediaType}\" instead of JSON");

    public static FlagsmithApiException TooLong(Uri url, int most) => Invalid(url, $"has more than {most} bytes");

    public static FlagsmithApiException BrokenCompression(Uri url) => Invalid(url, "cannot be decompressed");

    /// <summary>A body that cannot be read. The parser's own message is left out: it quotes the body.</summary>
    public static FlagsmithApiException Body(Uri url, Exception cause) => cause is JsonException { LineNumber: { } line, BytePositionInLine: { } position }
        ? Invalid(url, $"is broken JSON at line {line + 1}, byte {position + 1}")
        : Invalid(url, "is not one JSON array of flags in UTF-8");

    public static FlagsmithApiException Unexpected(Exception cause) => new(
        FlagsmithFailure.InvalidResponse,
        $"A poll failed for a reason that is not Flagsmith's ({cause.GetType().Name}). Check the handlers added to the HTTP client; polling goes on.",
        innerException: cause);

    private static FlagsmithApiException Invalid(Uri url, string what) => new(
        FlagsmithFailure.InvalidResponse,
        $"{Asked(url)} was answered with 200, but the body {what}. Check that ApiUrl is Flagsmith's API and that no proxy or login page answers for it.",
        HttpStatusCode.OK);

    private static string Asked(Uri url) => $"GET {url.GetLeftPart(UriPartial.Path)}";

    private static string Reason(Exception cause) =>
        cause is HttpRequestException { HttpRequestError: not HttpRequestError.Unknown } http ? http.HttpRequestError.ToString() : cause.GetType().Name;
}
