using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Flagsmith.Polling.AspNetCore.Gate;

/// <summary>Puts the gates in front of an endpoint's delegate. An endpoint filter would do the same and allocate with every request.</summary>
internal static class FlagGateConvention
{
    /// <summary>Adds a gate to the endpoints of a builder.</summary>
    public static void Add(IEndpointConventionBuilder endpoints, FlagRequirement requirement)
    {
        endpoints.Add(endpoint => endpoint.Metadata.Add(requirement));
        endpoints.Finally(Build); // when the metadata is complete: that of groups comes first
    }

    /// <summary>Lets the last gate of a builder read the user's flag.</summary>
    public static void AddForUser(IEndpointConventionBuilder endpoints)
    {
        endpoints.Add(static endpoint => endpoint.Metadata.Add(ForUserMarker.Instance));
        endpoints.Finally(Build); // also where there is no gate, which is an error
    }

    private static void Build(EndpointBuilder endpoint)
    {
        if (endpoint.RequestDelegate is not { } next || endpoint.Metadata.Contains(GatesBuilt.Instance))
        {
            return;
        }

        endpoint.Metadata.Add(GatesBuilt.Instance);
        foreach (var requirement in RequirementsOf(endpoint).AsEnumerable().Reverse()) // the first is the outermost
        {
            next = Gate(endpoint.ApplicationServices, requirement, next);
        }

        endpoint.RequestDelegate = next;
    }

    private static List<FlagRequirement> RequirementsOf(EndpointBuilder endpoint)
    {
        var requirements = new List<FlagRequirement>();
        foreach (var item in endpoint.Metadata)
        {
            if (item is FlagRequirement requirement)
            {
                requirements.Add(requirement);
            }
            else if (item is ForUserMarker)
            {
                if (requirements.Count == 0)
                {
                    throw new InvalidOperationException($"ForUser() has no gate on {endpoint.DisplayName}. Call it after RequireFlag, on the same endpoint or group.");
                }

                requirements[^1] = requirements[^1].WithUser();
            }
        }

        return requirements;
    }

    private static RequestDelegate Gate(IServiceProvider services, FlagRequirement requirement, RequestDelegate next) => requirement.ForUser
        ? new UserGate(Registered.IdentityReader(services, requirement.EnvironmentName), requirement, next).InvokeAsync
        : new EnvironmentGate(Registered.Flags(services, requirement.EnvironmentName), requirement, next).InvokeAsync;
}
