using Microsoft.Extensions.DependencyInjection;

namespace Flagsmith.Polling;

/// <summary>Provides the members for extending the registration of an environment.</summary>
public interface IFlagsmithPollingBuilder
{
    /// <summary>Gets the environment's name; empty for the default one.</summary>
    string Name { get; }

    /// <summary>Gets the services registered so far.</summary>
    IServiceCollection Services { get; }

    /// <summary>Gets the environment's HTTP client, for proxies, certificates and handlers of your own.</summary>
    /// <remarks>
    /// A primary handler set here replaces the default one. A <see cref="SocketsHttpHandler"/> or an <see cref="HttpClientHandler"/> is copied with all
    /// settings except these: redirects are not followed, cookies are not stored, responses are decompressed, connections live for two minutes at most,
    /// and http to this machine goes through no proxy. A class derived from <see cref="HttpClientHandler"/>, and a <see cref="DelegatingHandler"/> around
    /// either, is used as it is; the start fails unless <c>AllowAutoRedirect</c> is off. Handlers are recreated every two minutes
    /// (<c>SetHandlerLifetime</c> changes that): return a new one each time.
    /// </remarks>
    IHttpClientBuilder HttpClientBuilder { get; }
}
