using Microsoft.Extensions.DependencyInjection;

namespace Flagsmith.Polling.Registration;

internal sealed record FlagsmithPollingBuilder(string Name, IServiceCollection Services, IHttpClientBuilder HttpClientBuilder) : IFlagsmithPollingBuilder;
