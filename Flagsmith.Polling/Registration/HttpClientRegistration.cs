using System.Net;
using System.Net.Http.Headers;
using System.Reflection;
using Flagsmith.Polling.Settings;
using Microsoft.Extensions.DependencyInjection;

namespace Flagsmith.Polling.Registration;

/// <summary>Sets up the HTTP client of one environment. The primary handler is tuned, not replaced, so that an application's own stays.</summary>
internal static class HttpClientRegistration
{
    // Under the 5 s after which the Edge Proxy closes idle connections.
    private static readonly TimeSpan IdleTimeout = TimeSpan.FromSeconds(4);

    // Connections are made anew now and then, so that a change in DNS is seen.
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(2);

    private static readonly ProductInfoHeaderValue Product = new("Flagsmith.Polling", ProductVersion());

    public static void Add(IServiceCollection services, string name) => services
        .AddHttpClient(ProviderName.HttpClient(name), ConfigureClient)
        .ConfigurePrimaryHttpMessageHandler(static (handler, _) => Tune(handler))
        .SetHandlerLifetime(Timeout.InfiniteTimeSpan) // the connections' own lifetime does its work
        .RemoveAllLoggers(); // four lines a request; ours say more

    private static void ConfigureClient(HttpClient client)
    {
        client.Timeout = Timeout.InfiniteTimeSpan; // ours covers headers and body, on the injected clock
        client.DefaultRequestHeaders.UserAgent.Add(Product);
    }

    private static void Tune(HttpMessageHandler handler)
    {
        if (handler is SocketsHttpHandler sockets)
        {
            sockets.AllowAutoRedirect = false;
            sockets.UseCookies = false;
            sockets.AutomaticDecompression = DecompressionMethods.All;
            sockets.PooledConnectionIdleTimeout = IdleTimeout;
            sockets.PooledConnectionLifetime = ConnectionLifetime;
        }
    }

    private static string ProductVersion() =>
        typeof(HttpClientRegistration).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";
}
