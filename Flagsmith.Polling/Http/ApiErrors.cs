using System.Collections.Frozen;
using System.Globalization;
using System.Net;
using System.Text.Json;

namespace Flagsmith.Polling.Http;

/// <summary>Every sentence about a request that failed: what was asked, what came back, what to do.</summary>
/// <remarks>
/// Nothing in them is foreign text, which a server may have made of the key or the user it was sent: no body, no header, no reason
/// phrase, no text and no inner exception of the transport or of a handler. What is shown is on a list, or names a kind: docs/decisions/0020.
/// </remarks>
internal static class ApiErrors
{
    private static readonly FrozenSet<string> KnownMediaTypes = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase, "text/html", "text/plain", "text/xml", "text/css", "text/javascript", "application/xml", "application/xhtml+xml", "application/javascript", "application/octet-stream");

    public static FlagsmithApiException Unreachable(ApiRequest request, Exception cause) => new(
        FlagsmithErrorKind.Unreachable,
        $"{request} received no response ({ErrorKinds.Of(cause)}). Check ApiUrl and the network.");

    public static FlagsmithApiException Timeout(ApiRequest request) => new(
        FlagsmithErrorKind.Timeout,
        $"{request} received no complete response within {request.Limit:c}. Check the network and the server, or raise {request.LimitSetting}.");

    public static FlagsmithApiException Status(ApiRequest request, HttpStatusCode status, TimeSpan? retryAfter)
    {
        var (failure, hint) = status switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden =>
                (FlagsmithErrorKind.Unauthorized, "Check that EnvironmentKey belongs to this Flagsmith server, and whether ApiUrl must be that of Core or of Edge."),
            HttpStatusCode.NotFound =>
                (FlagsmithErrorKind.NotFound, "Check that ApiUrl ends with the API's version, for example \"/api/v1/\"."),
            HttpStatusCode.BadRequest when request.HasTraits =>
                (FlagsmithErrorKind.InvalidResponse, "The request contained traits: with a client-side key, check that the environment's settings allow client traits, or use a server-side key."),
            HttpStatusCode.TooManyRequests => (FlagsmithErrorKind.Throttled, "Send fewer requests: raise PollInterval or Identities:TimeToLive."),
            HttpStatusCode.RequestTimeout => (FlagsmithErrorKind.Timeout, "The server timed out."),
            >= HttpStatusCode.InternalServerError => (FlagsmithErrorKind.ServerError, "The error is on the server's side."),
            _ => (FlagsmithErrorKind.InvalidResponse, "Flagsmith responds with 200 and flags; check ApiUrl and any proxy between this machine and Flagsmith."),
        };
        return new FlagsmithApiException(failure, $"{request} received {Name(status)}. {hint}{Asked(retryAfter)}", status, retryAfter);
    }

    public static FlagsmithApiException Redirect(ApiRequest request, HttpStatusCode status, string why) => new(
        FlagsmithErrorKind.InvalidResponse,
        $"{request} received {Name(status)}, a redirect that was not followed: {why}. Set ApiUrl to the address that responds itself.",
        status);

    public static FlagsmithApiException MediaType(ApiRequest request, string? mediaType) => Invalid(
        request, mediaType is not null && KnownMediaTypes.TryGetValue(mediaType, out var known) ? $"is \"{known}\" instead of JSON" : "is of another media type than JSON");

    public static FlagsmithApiException TooLong(ApiRequest request, int most) =>
        Invalid(request, $"has more than {most} bytes (MaxBodyBytes)");

    public static FlagsmithApiException TooManyFlags(ApiRequest request, int most) => Invalid(request, $"has more than {most} flags (MaxFlags)");

    /// <param name="request">The request whose response has the link.</param>
    /// <param name="why">What is wrong with the link. Never its text.</param>
    public static FlagsmithApiException Page(ApiRequest request, string why) => Invalid(request, $"has a link to a next page that {why}");

    /// <summary>Users cannot be evaluated before the first environment document.</summary>
    public static FlagsmithApiException NoDocument() => new(
        FlagsmithErrorKind.Unreachable,
        "No environment document has been loaded, so users cannot be evaluated. IFlagProvider.Status tells why; wait for IFlagProvider.WaitUntilReadyAsync, or set Identities:Fallback to EnvironmentFlags.");

    public static FlagsmithApiException BrokenCompression(ApiRequest request) => Invalid(request, "cannot be decompressed");

    /// <summary>A body that cannot be read. The parser's own message is left out: it quotes the body.</summary>
    public static FlagsmithApiException Body(ApiRequest request, Exception cause) => cause is JsonException { LineNumber: { } line, BytePositionInLine: { } position }
        ? Invalid(request, $"is malformed JSON at line {line + 1}, byte {position + 1}")
        : Invalid(request, "is not Flagsmith's JSON in UTF-8");

    /// <summary>A failure in code of the application. Its text is left out: it may quote the request.</summary>
    public static FlagsmithApiException Unexpected(Exception cause) => new(
        FlagsmithErrorKind.InvalidResponse,
        $"A request failed because of the application's code ({ErrorKinds.Of(cause)}{ErrorKinds.LocationOf(cause)}). Check the handlers added to the HTTP client.");

    /// <summary>A primary handler that must not carry the key.</summary>
    public static FlagsmithApiException Handler(HttpMessageHandler handler, string what, string setting) => new(
        FlagsmithErrorKind.InvalidResponse,
        $"Nothing was sent: the HTTP client's primary handler ({handler.GetType().Name}) {what}. Set {setting} = false on it, or on the handler that it wraps.");

    /// <summary>Another host of the fleet has polled and failed.</summary>
    public static FlagsmithApiException OfFleet(FlagsmithErrorKind kind, int statusCode, int failures) => new(
        kind,
        statusCode == 0
            ? $"No request was sent: the last {failures} polls of the fleet have failed ({kind}), and the next one is not due. Check the network and Flagsmith."
            : $"No request was sent: the last {failures} polls of the fleet have failed ({kind}, status {statusCode}), and the next one is not due. Check Flagsmith, ApiUrl and EnvironmentKey.",
        statusCode == 0 ? null : (HttpStatusCode)statusCode);

    public static FlagsmithApiException CircuitOpen() => new(
        FlagsmithErrorKind.CircuitOpen,
        "No request was sent: after repeated failures, requests for users are suspended for some seconds. Check Flagsmith and the network.");

    public static FlagsmithApiException NoSlot(ApiRequest request) => new(
        FlagsmithErrorKind.Timeout,
        $"{request} was not sent within {request.Limit:c}: too many other users' fetches were queued before it. Raise Identities:MaxConcurrentFetches or {request.LimitSetting}.");

    public static FlagsmithApiException HandlersBlock(ApiRequest request, int count) => new(
        FlagsmithErrorKind.Timeout,
        $"{request} was not sent: {count} earlier requests have not returned after their timeout. A handler added to the HTTP client blocks its thread or ignores its cancellation token; correct it. Requests are retried occasionally.");

    public static FlagsmithApiException TraitsNotStored(ApiRequest request) => new(
        FlagsmithErrorKind.InvalidResponse,
        $"{request} received 200, but the server did not store the traits. Allow client traits in the environment's settings or use a server-side key, and check that the organisation stores traits.",
        HttpStatusCode.OK);

    public static FlagsmithApiException OtherUser(ApiRequest request) => new(
        FlagsmithErrorKind.InvalidResponse,
        $"{request} received 200, but the response is for another user. Check that no cache between this machine and Flagsmith caches responses to POST requests.",
        HttpStatusCode.OK);

    private static FlagsmithApiException Invalid(ApiRequest request, string what) => new(
        FlagsmithErrorKind.InvalidResponse,
        $"{request} received 200, but the body {what}. Check that ApiUrl is Flagsmith's API and that no proxy or login page responds in its place.",
        HttpStatusCode.OK);

    private static string Asked(TimeSpan? retryAfter) => retryAfter switch
    {
        null => "",
        { } wait when wait > RetryAfter.Longest => $" The server asked to wait {wait:c}; polling waits {RetryAfter.Longest:c} at most.",
        { } wait => $" The server asked to wait {wait:c}.",
    };

    // Only the names that .NET knows: a status that it does not is a number.
    private static string Name(HttpStatusCode status) =>
        Enum.IsDefined(status) ? $"{(int)status} ({status})" : ((int)status).ToString(CultureInfo.InvariantCulture);
}
