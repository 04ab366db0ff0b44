using Microsoft.AspNetCore.Http;

namespace Flagsmith.Polling.AspNetCore.Gate;

/// <summary>Lets requests through while the environment's flag is on. Allocates nothing.</summary>
internal sealed class EnvironmentGate(IFlagProvider flags, FlagRequirement requirement, RequestDelegate next)
{
    private readonly FlagKey _key = requirement.Key;

    public Task InvokeAsync(HttpContext context) => flags.Current.IsEnabled(_key) ? next(context) : requirement.RespondAsync(context);
}
