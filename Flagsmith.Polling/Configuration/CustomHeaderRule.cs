using System.Buffers;
using Flagsmith.Polling.Http;

namespace Flagsmith.Polling.Configuration;

/// <summary>Checks the additional headers of an application. The framework decides whether a header can be sent; headers that would change the request itself are rejected.</summary>
internal static class CustomHeaderRule
{
    private static readonly SearchValues<char> TokenCharacters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    // Those of the connection, which the HTTP client sets, and those that ask for less than a whole response with status 200.
    private static readonly HashSet<string> OfTheRequest = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection", "Expect", "Host", "HTTP2-Settings", "If-Match", "If-Modified-Since", "If-None-Match", "If-Range", "If-Unmodified-Since", "Keep-Alive", "Range", "TE", "Trailer", "Transfer-Encoding", "Upgrade",
    };

    /// <returns>What is wrong with the header; null when it can be sent.</returns>
    public static string? Check(KeyValuePair<string, string> header) => header switch
    {
        { Key: "" } => "CustomHeaders must have names, but one is empty. Remove it.",

        // An invalid name may be a value that was written in place of a name: it is not shown.
        { Key: var name } when name.AsSpan().ContainsAnyExcept(TokenCharacters) =>
            "CustomHeaders must have names of letters, digits and -_.!#$%&'*+^`|~ only, but one has other characters. Rename it.",
        { Key: var name } when name.Equals(HeaderNames.EnvironmentKey, StringComparison.OrdinalIgnoreCase) =>
            $"CustomHeaders:{name} is set by this library. Set EnvironmentKey instead.",
        { Key: var name, Value: null } =>
            $"CustomHeaders:{name} must have a value, but has none. Remove it, or set its value.",
        { Key: var name, Value: var value } when value.AsSpan().ContainsAnyExceptInRange(' ', '~') =>
            $"CustomHeaders:{name} must be printable ASCII, but its value is not. Encode it.",
        { Key: var name } when IsOfTheRequest(name) =>
            $"CustomHeaders:{name} is set by the HTTP client, or changes what a response contains. Remove it.",
        { Key: var name, Value: var value } when !CanBeSent(name, value) =>
            $"CustomHeaders:{name} cannot be sent: it describes a request body. Remove it.",
        _ => null,
    };

    private static bool IsOfTheRequest(string name) =>
        OfTheRequest.Contains(name)
        || name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("Proxy-", StringComparison.OrdinalIgnoreCase);

    private static bool CanBeSent(string name, string value)
    {
        using var message = new HttpRequestMessage();
        return message.Headers.TryAddWithoutValidation(name, value);
    }
}
