using Microsoft.Extensions.DependencyInjection;

namespace Flagsmith.Polling;

/// <summary>What a registration can be extended by.</summary>
public interface IFlagsmithPollingBuilder
{
    /// <summary>Gets the environment's name; empty for the default one.</summary>
    string Name { get; }

    /// <summary>Gets the services registered so far.</summary>
    IServiceCollection Services { get; }

    /// <summary>Gets the environment's HTTP client, for proxies, certificates and handlers of your own. A primary handler set here replaces ours and should leave <c>AllowAutoRedirect</c> off.</summary>
    IHttpClientBuilder HttpClient { get; }
}
