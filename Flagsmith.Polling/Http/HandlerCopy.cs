using System.Net;

namespace Flagsmith.Polling.Http;

/// <summary>
/// Copies a primary handler with all its settings but those on which the key's safety, or a poll's, depends: redirects are not
/// followed, cookies not kept, bodies decompressed, connections renewed. The given handler is read and left as it is.
/// </summary>
internal static class HandlerCopy
{
    /// <summary>How long a connection lives at most, so that a change in DNS is seen.</summary>
    public static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(2);

    // Under the 5 s after which the Edge Proxy closes idle connections.
    private static readonly TimeSpan IdleTimeout = TimeSpan.FromSeconds(4);

    /// <summary>Copies a handler of .NET's own two kinds.</summary>
    /// <returns>The copy; the same handler where it is of another kind, which may do more than its settings say.</returns>
    public static HttpMessageHandler OfKnown(HttpMessageHandler given) => given switch
    {
        SocketsHttpHandler sockets => Of(sockets),
        HttpClientHandler client when client.GetType() == typeof(HttpClientHandler) => Of(client),
        _ => given,
    };

    public static SocketsHttpHandler Of(SocketsHttpHandler given)
    {
        var copy = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.All,
            PooledConnectionIdleTimeout = Shorter(given.PooledConnectionIdleTimeout, IdleTimeout),
            PooledConnectionLifetime = Shorter(given.PooledConnectionLifetime, ConnectionLifetime),
            ActivityHeadersPropagator = given.ActivityHeadersPropagator,
            ConnectCallback = given.ConnectCallback,
            ConnectTimeout = given.ConnectTimeout,
            Credentials = given.Credentials,
            DefaultProxyCredentials = given.DefaultProxyCredentials,
            EnableMultipleHttp2Connections = given.EnableMultipleHttp2Connections,
            EnableMultipleHttp3Connections = given.EnableMultipleHttp3Connections,
            Expect100ContinueTimeout = given.Expect100ContinueTimeout,
            InitialHttp2StreamWindowSize = given.InitialHttp2StreamWindowSize,
            KeepAlivePingDelay = given.KeepAlivePingDelay,
            KeepAlivePingPolicy = given.KeepAlivePingPolicy,
            KeepAlivePingTimeout = given.KeepAlivePingTimeout,
            MaxConnectionsPerServer = given.MaxConnectionsPerServer,
            MaxResponseDrainSize = given.MaxResponseDrainSize,
            MaxResponseHeadersLength = given.MaxResponseHeadersLength,
            MeterFactory = given.MeterFactory,
            PlaintextStreamFilter = given.PlaintextStreamFilter,
            PreAuthenticate = given.PreAuthenticate,
            Proxy = given.Proxy,
            RequestHeaderEncodingSelector = given.RequestHeaderEncodingSelector,
            ResponseDrainTimeout = given.ResponseDrainTimeout,
            ResponseHeaderEncodingSelector = given.ResponseHeaderEncodingSelector,
            SslOptions = given.SslOptions,
            UseProxy = given.UseProxy,
        };
        CopyProperties(given.Properties, copy.Properties);
        return copy;
    }

    /// <summary>Copies to the same kind: its certificate callback gets the request, which a <see cref="SocketsHttpHandler"/> cannot give it.</summary>
    public static HttpClientHandler Of(HttpClientHandler given)
    {
        var copy = new HttpClientHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.All,
            CheckCertificateRevocationList = given.CheckCertificateRevocationList,
            ClientCertificateOptions = given.ClientCertificateOptions,
            Credentials = given.Credentials,
            DefaultProxyCredentials = given.DefaultProxyCredentials,
            MaxConnectionsPerServer = given.MaxConnectionsPerServer,
            MaxResponseHeadersLength = given.MaxResponseHeadersLength,
            MeterFactory = given.MeterFactory,
            PreAuthenticate = given.PreAuthenticate,
            Proxy = given.Proxy,
            ServerCertificateCustomValidationCallback = given.ServerCertificateCustomValidationCallback,
            SslProtocols = given.SslProtocols,
            UseProxy = given.UseProxy,
        };
        if (given.ClientCertificateOptions == ClientCertificateOption.Manual)
        {
            copy.ClientCertificates.AddRange(given.ClientCertificates);
        }

        CopyProperties(given.Properties, copy.Properties);
        return copy;
    }

    private static TimeSpan Shorter(TimeSpan given, TimeSpan most) => given >= TimeSpan.Zero && given < most ? given : most;

    private static void CopyProperties(IDictionary<string, object?> given, IDictionary<string, object?> copy)
    {
        foreach (var (name, value) in given)
        {
            copy[name] = value;
        }
    }
}
