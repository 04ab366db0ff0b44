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
    public static async Task<IFlagSnapshot> FetchAsync(FlagsmithConnection connection, TextWriter log, CancellationToken cancellationToken)
    {
        var services = new ServiceCollection();
        Add(services, connection, log);
        await using var provider = services.BuildServiceProvider();
        return await provider.GetRequiredService<IFlagProvider>().RefreshAsync(cancellationToken);
    }

    /// <summary>Adds the library, and Serilog where the connection is verbose.</summary>
    public static IFlagsmithPollingBuilder Add(IServiceCollection services, FlagsmithConnection connection, TextWriter log)
    {
        if (connection.Verbose)
        {
            services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddSerilog(LogTo(log), dispose: true));
        }

        return services.AddFlagsmithPolling(options =>
        {
            options.ApiUrl = connection.ApiUrl;
            options.EnvironmentKey = connection.Key;
        });
    }

    private static Serilog.Core.Logger LogTo(TextWriter log) =>
        new LoggerConfiguration().MinimumLevel.Debug().WriteTo.Sink(new TextWriterSink(log)).CreateLogger();
}
