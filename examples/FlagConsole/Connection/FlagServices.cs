using Flagsmith.Polling;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Serilog;

namespace FlagConsole.Connection;

/// <summary>Puts the library into a service collection.</summary>
internal static class FlagServices
{
    /// <summary>Fetches the environment's flags once. Needs no host: nothing polls.</summary>
    /// <exception cref="FlagsmithApiException">Flagsmith returned no usable response.</exception>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">The address or the key cannot be right.</exception>
    public static async Task<IFlagSnapshot> FetchAsync(FlagsmithConnection connection, ConsoleLog log, CancellationToken cancellationToken)
    {
        var services = new ServiceCollection();
        Add(services, connection, log);
        await using var provider = services.BuildServiceProvider();
        return await provider.GetRequiredService<IFlagProvider>().RefreshAsync(cancellationToken);
    }

    /// <summary>Asks for one user. The environment's flags are never shown in place of the user's.</summary>
    /// <exception cref="FlagsmithApiException">Flagsmith returned no usable response.</exception>
    /// <exception cref="ArgumentException">Flagsmith cannot store the identifier or a trait.</exception>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">The address or the key cannot be right.</exception>
    public static async Task<T> AskUserAsync<T>(FlagsmithConnection connection, ConsoleLog log, Func<IIdentityFlagProvider, Task<T>> ask, CancellationToken cancellationToken)
    {
        var services = new ServiceCollection();
        Add(services, connection, log);
        services.Configure<FlagsmithPollingOptions>(options => options.Identities.Fallback = IdentityFallback.Throw);
        await using var provider = services.BuildServiceProvider();
        if (connection.Mode == FlagsmithMode.LocalEvaluation)
        {
            await provider.GetRequiredService<IFlagProvider>().RefreshAsync(cancellationToken); // the document, from which users are evaluated
        }

        return await ask(provider.GetRequiredService<IIdentityFlagProvider>());
    }

    /// <summary>Adds the library, which logs through Serilog.</summary>
    public static void Add(IServiceCollection services, FlagsmithConnection connection, ConsoleLog log)
    {
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddSerilog(log.CreateLogger(), dispose: true));
        services.AddFlagsmithPolling(options =>
        {
            options.ApiUrl = connection.ApiUrl;
            options.EnvironmentKey = connection.Key;
            options.Mode = connection.Mode;
        });
    }
}
