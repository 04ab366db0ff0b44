using Flagsmith.Polling;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Serilog;

namespace FlagConsole.Connection;

/// <summary>Puts the library into a service collection.</summary>
internal static class FlagServices
{
    /// <summary>Fetches the environment's flags once. Needs no host: nothing polls.</summary>
    /// <exception cref="FlagsmithApiException">Flagsmith gave no answer that can be used.</exception>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">The address or the key cannot be right.</exception>
    public static async Task<IFlagSnapshot> FetchAsync(FlagsmithConnection connection, ConsoleLog log, CancellationToken cancellationToken)
    {
        var services = new ServiceCollection();
        Add(services, connection, log);
        await using var provider = services.BuildServiceProvider();
        return await provider.GetRequiredService<IFlagProvider>().RefreshAsync(cancellationToken);
    }

    /// <summary>Adds the library, which logs through Serilog.</summary>
    public static void Add(IServiceCollection services, FlagsmithConnection connection, ConsoleLog log)
    {
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddSerilog(log.CreateLogger(), dispose: true));
        services.AddFlagsmithPolling(options =>
        {
            options.ApiUrl = connection.ApiUrl;
            options.EnvironmentKey = connection.Key;
        });
    }
}
