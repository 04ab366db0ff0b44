using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;

namespace Flagsmith.Polling.AspNetCore;

/// <summary>Lets requests of a controller or an action through while a flag is on; otherwise the response is 404, or another status.</summary>
/// <remarks>
/// Where several apply, all of the flags have to be on. It is a filter of MVC: on the handler of a minimal API it has no effect, use <c>RequireFlag</c> there.
/// A flag that does not exist is off.
/// </remarks>
/// <param name="name">The feature's name.</param>
/// <exception cref="ArgumentException"><paramref name="name"/> is <see langword="null"/> or empty.</exception>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method, AllowMultiple = true)]
public sealed class RequireFlagAttribute(string name) : Attribute, IAsyncResourceFilter
{
    private readonly FlagKey _key = new(name);

    /// <summary>Gets the feature's name.</summary>
    public string Name => _key.Name;

    /// <summary>Gets or sets the name of the environment whose flag is read; empty, the default, for the default environment.</summary>
    public string EnvironmentName { get; set; } = "";

    /// <summary>Gets or sets whether the flag of the request's user is read, and not the environment's. Needs <c>AddIdentityFlags</c>. False by default.</summary>
    public bool ForUser { get; set; }

    /// <summary>Gets or sets the status of the response while the flag is off. 404 by default.</summary>
    public int StatusCode { get; set; } = StatusCodes.Status404NotFound;

    /// <summary>Lets the request through, or responds with <see cref="StatusCode"/>.</summary>
    /// <param name="context">The request.</param>
    /// <param name="next">What follows.</param>
    /// <returns>A task that ends with the request.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    /// <exception cref="InvalidOperationException">The environment, or <c>AddIdentityFlags</c>, is not registered.</exception>
    public async Task OnResourceExecutionAsync(ResourceExecutingContext context, ResourceExecutionDelegate next)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(next);
        var services = context.HttpContext.RequestServices;
        IFlagSnapshot flags = ForUser
            ? await Registered.IdentityReader(services).ReadAsync(context.HttpContext, EnvironmentName, mayFail: false).ConfigureAwait(false)
            : Registered.Flags(services, EnvironmentName).Current;
        if (flags.IsEnabled(_key))
        {
            await next().ConfigureAwait(false);
        }
        else
        {
            context.Result = new StatusCodeResult(StatusCode);
        }
    }
}
