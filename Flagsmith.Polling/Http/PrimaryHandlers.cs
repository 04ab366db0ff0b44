using System.Net;

namespace Flagsmith.Polling.Http;

/// <summary>
/// Which primary handler may carry the key. .NET's own two follow redirects below every handler of ours, with all headers, so neither
/// is used as it is: docs/decisions/0019.
/// </summary>
internal static class PrimaryHandlers
{
    /// <summary>Returns the handler to use in place of the configured one, which is not changed.</summary>
    /// <param name="configured">What the application or the factory configured.</param>
    /// <param name="apiUrl">The address of the API.</param>
    /// <exception cref="FlagsmithApiException">The handler would carry the key elsewhere, and cannot be copied.</exception>
    public static HttpMessageHandler Secure(HttpMessageHandler configured, Uri apiUrl)
    {
        var handler = HandlerCopy.OfKnown(configured);
        if (ReferenceEquals(handler, configured))
        {
            Check(handler, apiUrl);
        }
        else if (StaysOnThisMachine(apiUrl))
        {
            UseNoProxy(handler);
        }

        return handler;
    }

    private static void UseNoProxy(HttpMessageHandler copy)
    {
        if (copy is SocketsHttpHandler sockets)
        {
            sockets.UseProxy = false;
        }
        else if (copy is HttpClientHandler client)
        {
            client.UseProxy = false;
        }
    }

    /// <summary>Determines whether a proxy, which may be another machine, would see the key unencrypted although the API is this machine.</summary>
    private static bool StaysOnThisMachine(Uri apiUrl) => apiUrl.Scheme == Uri.UriSchemeHttp && apiUrl.IsLoopback;

    // A subclass, or a handler around one of .NET's, may do more than its settings say: a copy would lose that.
    private static void Check(HttpMessageHandler configured, Uri apiUrl)
    {
        var (followsRedirects, proxy) = Innermost(configured) switch
        {
            SocketsHttpHandler sockets => (sockets.AllowAutoRedirect, ProxyOf(sockets.UseProxy, sockets.Proxy)),
            HttpClientHandler client => (client.AllowAutoRedirect, ProxyOf(client.UseProxy, client.Proxy)),
            _ => (false, null),
        };
        if (followsRedirects)
        {
            throw ApiErrors.Handler(configured, "follows redirects, which would carry the key to any server", "AllowAutoRedirect");
        }

        if (StaysOnThisMachine(apiUrl) && proxy is not null && !proxy.IsBypassed(apiUrl) && proxy.GetProxy(apiUrl) is not null)
        {
            throw ApiErrors.Handler(configured, "would send the key to a proxy unencrypted although ApiUrl is this machine", "UseProxy");
        }
    }

    private static HttpMessageHandler? Innermost(HttpMessageHandler? handler)
    {
        while (handler is DelegatingHandler outer)
        {
            handler = outer.InnerHandler;
        }

        return handler;
    }

    private static IWebProxy? ProxyOf(bool usesProxy, IWebProxy? proxy) => usesProxy ? proxy ?? HttpClient.DefaultProxy : null;
}
