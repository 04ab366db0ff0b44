using Flagsmith.Polling.Refresh;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Flagsmith.Polling.Tests.Doubles;

/// <summary>Finds the library's own parts in a container.</summary>
internal static class HostServices
{
    public static FlagProvider Provider(this IServiceProvider services) => services.GetRequiredKeyedService<FlagProvider>(Options.DefaultName);
}
