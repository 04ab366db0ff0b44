using System.Net.Http.Headers;
using System.Reflection;
using Flagsmith.Polling.Configuration;
using Flagsmith.Polling.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Flagsmith.Polling.Registration;

/// <summary>Sets up the HTTP client of one environment.</summary>
internal static class HttpClientRegistration
{
    private static readonly ProductInfoHeaderValue Product = new("Flagsmith.Polling", ProductVersion());

    public static void Add(IServiceCollection services, string name)
    {
        var client = new PollingClient(ProviderName.HttpClient(name), name);
        services
            .AddHttpClient(client.ClientName, ConfigureClient)
            .SetHandlerLifetime(HandlerCopy.ConnectionLifetime) // so that a change in DNS is seen, whatever the primary handler
            .RemoveAllLoggers(); // four lines a request; ours say more
        services.AddSingleton(client);
        PrimaryHandlerFilter.Add(services);
    }

    private static void ConfigureClient(HttpClient client)
    {
        client.Timeout = Timeout.InfiniteTimeSpan; // ours covers headers and body, on the injected clock
        client.DefaultRequestHeaders.UserAgent.Add(Product);
    }

    private static string ProductVersion() =>
        typeof(HttpClientRegistration).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";
}
