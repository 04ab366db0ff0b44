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

    public static ApiRequest Flags(FlagsmithPollingOptions options) => new(
        HttpMethod.Get, new Uri(options.ApiUrl, "flags/"), default, options.RequestTimeout, nameof(FlagsmithPollingOptions.RequestTimeout));

    public static ApiRequest Identity(FlagsmithPollingOptions options, ReadOnlyMemory<byte> body) => new(
        HttpMethod.Post,
        new Uri(options.ApiUrl, "identities/"),
        body,
        options.Identities.FetchTimeout,
        $"{nameof(FlagsmithPollingOptions.Identities)}:{nameof(IdentityOptions.FetchTimeout)}");

    /// <summary>Says what was asked. Never the body: it holds a user.</summary>
    public override string ToString() => $"{Method} {Url.GetLeftPart(UriPartial.Path)}";
}
