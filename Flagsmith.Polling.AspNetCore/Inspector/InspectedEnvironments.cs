using Microsoft.Extensions.DependencyInjection;

namespace Flagsmith.Polling.AspNetCore.Inspector;

/// <summary>The environments of the application.</summary>
internal sealed class InspectedEnvironments(IServiceProvider services, TimeProvider time)
{
    public IReadOnlyList<InspectedEnvironment> All { get; } = [.. services.GetFlagsmithEnvironmentNames().Select(name => new InspectedEnvironment(
        name, Registered.Flags(services, name), Registered.Find<IFlagDiagnostics>(services, name), new RefreshLimit(time)))];

    /// <summary>Gets what tells this process from the one before a restart.</summary>
    public string Run { get; } = Guid.NewGuid().ToString("N");

    /// <summary>Finds an environment by its name; null for no such environment.</summary>
    public InspectedEnvironment? Find(string? name) => All.FirstOrDefault(environment => environment.Name == (name ?? ""));
}
