using System.Globalization;
using System.Net.Http.Headers;

namespace Flagsmith.Polling.Http;

/// <summary>What the headers of a response say about its content.</summary>
internal sealed class ResponseHead
{
    /// <summary>The head of a response whose request does not want it.</summary>
    public static readonly ResponseHead None = new();

    /// <summary>Gets <c>Last-Modified</c>, to the second; null when absent or malformed.</summary>
    public DateTimeOffset? LastModified { get; private init; }

    /// <summary>Gets when the environment was last changed, in seconds since 1970; null when absent or malformed. May be older than the content, and go backwards.</summary>
    public decimal? DocumentUpdatedAt { get; private init; }

    /// <summary>Gets the target of the link to the next page, as it was sent; null when there is none. The server's text: never shown, and never an address to send the key to.</summary>
    public string? NextPage { get; private init; }

    public static ResponseHead Of(HttpResponseMessage response) => new()
    {
        LastModified = response.Content.Headers.LastModified,
        DocumentUpdatedAt = SecondsIn(response.Headers),
        NextPage = LinkHeader.FindNext(response.Headers),
    };

    private static decimal? SecondsIn(HttpResponseHeaders headers) =>
        headers.NonValidated.TryGetValues(HeaderNames.DocumentUpdatedAt, out var values)
        && decimal.TryParse(values.ToString(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
            ? seconds
            : null;
}
