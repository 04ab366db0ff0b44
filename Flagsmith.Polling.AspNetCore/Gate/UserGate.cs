using Flagsmith.Polling.AspNetCore.Identities;
using Microsoft.AspNetCore.Http;

namespace Flagsmith.Polling.AspNetCore.Gate;

/// <summary>Lets requests through while the flag of the request's user is on. Does not wait while the user is cached.</summary>
internal sealed class UserGate(RequestIdentityReader users, FlagRequirement requirement, RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        var read = users.ReadAsync(context, requirement.EnvironmentName, mayFail: false);
        return read.IsCompletedSuccessfully ? ContinueAsync(context, read.Result) : InvokeAsync(context, read);
    }

    private async Task InvokeAsync(HttpContext context, ValueTask<IIdentityFlagSnapshot> read) =>
        await ContinueAsync(context, await read.ConfigureAwait(false)).ConfigureAwait(false);

    private Task ContinueAsync(HttpContext context, IIdentityFlagSnapshot user) => user.IsEnabled(requirement.Key) ? next(context) : requirement.RespondAsync(context);
}
