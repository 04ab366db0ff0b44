using Flagsmith.Polling.AspNetCore.Inspector;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps the inspector, a page that shows what this process believes about its flags.</summary>
public static class FlagsmithInspectorEndpointRouteBuilderExtensions
{
    /// <summary>Maps the inspector: one page, its data and a stream of events, for all Flagsmith environments of the application. Needs <c>AddFlagsmithInspector</c>.</summary>
    /// <remarks>
    /// Outside the environment <c>Development</c> the application does not start unless the page, or a group around it, requires a named policy or a role. A bare
    /// <c>RequireAuthorization()</c> is not enough: it would let any signed-in user in. <see cref="Flagsmith.Polling.AspNetCore.FlagsmithInspectorOptions.AllowAnonymous"/> says that the page may be open.
    /// The page never shows the environment's key, nor identifiers or traits of users. At most 50 pages are kept up to date at the same time.
    /// </remarks>
    /// <param name="endpoints">The application's endpoints.</param>
    /// <param name="pattern">The route of the page, for example <c>/flagsmith</c>. The data is below it.</param>
    /// <returns>A builder for the conventions of all of the inspector's endpoints.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    /// <exception cref="InvalidOperationException"><c>AddFlagsmithInspector</c> was not called.</exception>
    /// <example>
    /// <code>
    /// builder.Services.AddFlagsmithInspector();
    /// app.MapFlagsmithInspector("/flagsmith").RequireAuthorization(policy => policy.RequireRole("operator"));
    /// </code>
    /// </example>
    public static IEndpointConventionBuilder MapFlagsmithInspector(this IEndpointRouteBuilder endpoints, string pattern)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(pattern);
        var inspector = endpoints.ServiceProvider.GetService<InspectorEndpoints>()
            ?? throw new InvalidOperationException("The inspector's services are missing. Call builder.Services.AddFlagsmithInspector() before the application is built.");
        return inspector.Map(endpoints.MapGroup(pattern));
    }
}
