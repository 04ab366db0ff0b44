using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Infrastructure;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Flagsmith.Polling.AspNetCore.Inspector;

/// <summary>Lets no application start whose inspector anybody could open. The endpoints check the same with each request, as the server listens before the start is over.</summary>
internal sealed class InspectorProtection(EndpointDataSource endpoints, IHostEnvironment environment, IOptions<FlagsmithInspectorOptions> options) : IHostedLifecycleService
{
    /// <summary>Determines whether the inspector may be opened without a policy or role.</summary>
    public static bool MayBeOpen(IHostEnvironment environment, FlagsmithInspectorOptions options) => environment.IsDevelopment() || options.AllowAnonymous;

    /// <summary>Determines whether an endpoint requires a named policy or a role.</summary>
    public static bool IsProtected(EndpointMetadataCollection metadata) =>
        metadata.GetMetadata<IAllowAnonymous>() is null
        && (metadata.GetOrderedMetadata<IAuthorizeData>().Any(authorize => !string.IsNullOrWhiteSpace(authorize.Policy) || !string.IsNullOrWhiteSpace(authorize.Roles))
            || metadata.GetOrderedMetadata<AuthorizationPolicy>().Any(policy => policy.Requirements.Any(requirement => requirement is not DenyAnonymousAuthorizationRequirement)));

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <exception cref="InvalidOperationException">The inspector is not protected.</exception>
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        if (!MayBeOpen(environment, options.Value) && endpoints.Endpoints.Any(endpoint => endpoint.Metadata.GetMetadata<InspectorMarker>() is not null && !IsProtected(endpoint.Metadata)))
        {
            throw new InvalidOperationException(
                "The inspector of Flagsmith's flags requires neither a named policy nor a role, so anybody who can reach or sign in to this application could open it. "
                + "Call app.MapFlagsmithInspector(…).RequireAuthorization(policy => policy.RequireRole(…)), name a policy, or set FlagsmithInspectorOptions.AllowAnonymous where the page may be open.");
        }

        return Task.CompletedTask;
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
