namespace Flagsmith.Polling.Http;

/// <summary>A request to the Flagsmith API.</summary>
/// <param name="Method">The method.</param>
/// <param name="Url">The address.</param>
/// <param name="Body">The JSON to send; none for a GET.</param>
/// <param name="Limit">How long headers and body may take.</param>
/// <param name="LimitSetting">The name of the setting that <paramref name="Limit"/> comes from.</param>
internal sealed record ApiRequest(HttpMethod Method, Uri Url, ReadOnlyMemory<byte> Body, TimeSpan Limit, string LimitSetting)
{
    /// <summary>Gets what is called when the request is about to leave; not again when it is repeated. Must not throw.</summary>
    public Action? Sending { get; init; }

    /// <summary>Gets whether the body holds traits, which a server may refuse.</summary>
    public bool HasTraits { get; init; }

    /// <summary>Gets the condition of the request: with it a response may be 304 and have no body. Sent to the second.</summary>
    public DateTimeOffset? IfModifiedSince { get; init; }

    /// <summary>Gets whether the headers of a response with content are read as well.</summary>
    public bool WantsHead { get; init; }

    /// <summary>Gets whether a redirect that changes nothing but the slash at the end is followed on the server that was asked, whichever it names: see <see cref="RedirectRule"/>.</summary>
    public bool FollowsSlashRedirect { get; init; }

    public static ApiRequest Flags(FlagsmithPollingOptions options) => new(
        HttpMethod.Get, new Uri(options.ApiUrl, "flags/"), default, options.RequestTimeout, nameof(FlagsmithPollingOptions.RequestTimeout));

    public static ApiRequest EnvironmentDocument(FlagsmithPollingOptions options, string? pageId = null) => new(
        HttpMethod.Get,
        new Uri(options.ApiUrl, pageId is null ? "environment-document/" : $"environment-document/?page_id={Uri.EscapeDataString(pageId)}"),
        default,
        options.RequestTimeout,
        nameof(FlagsmithPollingOptions.RequestTimeout))
    {
        WantsHead = true,
        FollowsSlashRedirect = true,
    };

    public static ApiRequest Identity(FlagsmithPollingOptions options, ReadOnlyMemory<byte> body) => new(
        HttpMethod.Post,
        new Uri(options.ApiUrl, "identities/"),
        body,
        options.Identities.FetchTimeout,
        $"{nameof(FlagsmithPollingOptions.Identities)}:{nameof(IdentityOptions.FetchTimeout)}");

    /// <summary>Says what was asked. Never the body: it holds a user.</summary>
    public override string ToString() => $"{Method} {Url.GetLeftPart(UriPartial.Path)}";
}
