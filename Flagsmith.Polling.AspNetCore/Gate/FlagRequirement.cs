using Microsoft.AspNetCore.Http;

namespace Flagsmith.Polling.AspNetCore.Gate;

/// <summary>One gate of an endpoint, in its metadata: which flag has to be on, and what comes otherwise. Immutable.</summary>
internal sealed class FlagRequirement(FlagKey key, FlagGateOptions options)
{
    public FlagKey Key => key;

    public string EnvironmentName { get; } = options.EnvironmentName;

    public bool ForUser { get; } = options.ForUser;

    public Func<HttpContext, IResult>? Otherwise { get; } = options.Otherwise;

    public FlagRequirement WithUser() => new(Key, new FlagGateOptions { EnvironmentName = EnvironmentName, ForUser = true, Otherwise = Otherwise });

    /// <summary>Responds to a request that the gate does not let through.</summary>
    public Task RespondAsync(HttpContext context)
    {
        if (Otherwise is not null)
        {
            return Otherwise(context).ExecuteAsync(context);
        }

        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }
}
