using System.Collections.Frozen;
using Flagsmith.Polling.Http;
using Flagsmith.Polling.Refresh;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;

namespace Flagsmith.Polling.Registration;

/// <summary>Secures the primary handler of our clients after everybody else has had a say in it: defaults, the application's own configuration, other filters.</summary>
internal sealed class PrimaryHandlerFilter(IEnumerable<PollingClient> clients) : IHttpMessageHandlerBuilderFilter
{
    private readonly FrozenDictionary<string, string> _providers = clients.ToFrozenDictionary(client => client.ClientName, client => client.ProviderName);

    /// <summary>Adds the filter as the first, which the factory runs around all others.</summary>
    public static void Add(IServiceCollection services)
    {
        if (!services.Any(service => service.ImplementationType == typeof(PrimaryHandlerFilter)))
        {
            services.Insert(0, ServiceDescriptor.Singleton<IHttpMessageHandlerBuilderFilter, PrimaryHandlerFilter>());
        }
    }

    public Action<HttpMessageHandlerBuilder> Configure(Action<HttpMessageHandlerBuilder> next) => builder =>
    {
        if (builder.Name is not { } client || !_providers.TryGetValue(client, out var provider))
        {
            next(builder);
            return;
        }

        next(new IsolatingHandlerBuilder(builder));
        var apiUrl = builder.Services.GetRequiredKeyedService<FlagProvider>(provider).Options.ApiUrl;
        builder.PrimaryHandler = PrimaryHandlers.Secure(builder.PrimaryHandler, apiUrl); // once more: the copy may have been changed since
    };
}
