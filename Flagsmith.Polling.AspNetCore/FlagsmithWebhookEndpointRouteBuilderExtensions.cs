using Flagsmith.Polling;
using Flagsmith.Polling.AspNetCore;
using Flagsmith.Polling.AspNetCore.Webhook;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps an endpoint that receives Flagsmith's webhooks.</summary>
public static class FlagsmithWebhookEndpointRouteBuilderExtensions
{
    /// <summary>Receives the webhooks of a Flagsmith environment: a change in Flagsmith is polled for at once.</summary>
    /// <remarks>
    /// A post is a hint and never data: it brings the next poll forward, or lets users be fetched again (<see cref="IFlagChangeHints"/>). Valid posts are answered with
    /// 200 at once, and any number of them at the same time causes one poll after the one in flight. Posts without a valid signature are answered with 401, or with
    /// 429 from the eleventh within a second on. The endpoint allows anonymous requests: the signature takes the place of authorization.
    /// </remarks>
    /// <param name="endpoints">The application's endpoints.</param>
    /// <param name="pattern">The route, for example <c>/flagsmith/webhook</c>.</param>
    /// <param name="configure">Sets the options.</param>
    /// <returns>A builder for the conventions of the endpoint.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    /// <exception cref="InvalidOperationException">The secret is missing outside the environment <c>Development</c>, or the Flagsmith environment is not registered.</exception>
    /// <example>
    /// <code>
    /// app.MapFlagsmithWebhook("/flagsmith/webhook", options => options.Secret = builder.Configuration["FlagsmithWebhookSecret"]);
    /// </code>
    /// </example>
    public static IEndpointConventionBuilder MapFlagsmithWebhook(this IEndpointRouteBuilder endpoints, string pattern, Action<FlagsmithWebhookOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(pattern);
        ArgumentNullException.ThrowIfNull(configure);
        var options = new FlagsmithWebhookOptions();
        configure(options);
        RequestDelegate receive = WebhookEndpoint.Create(endpoints.ServiceProvider, options).ReceiveAsync;
        return endpoints.MapPost(pattern, receive).AllowAnonymous().DisableAntiforgery().ExcludeFromDescription().WithDisplayName("Flagsmith webhook");
    }
}
