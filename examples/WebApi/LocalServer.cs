using Flagsmith.Polling.Testing;

namespace WebApi;

/// <summary>The Flagsmith server that stands in when no key is configured, and the users it knows.</summary>
internal static class LocalServer
{
    public static async Task<LocalFlagsmith> StartAsync()
    {
        var server = await LocalFlagsmith.StartAsync(options => options.FlagFile = Path.Combine(AppContext.BaseDirectory, "flags.json"));
        server.SetTrait("grace", "plan", "gold");
        server.SetTrait("konrad", "language", "de");
        Console.WriteLine("No Flagsmith:EnvironmentKey is configured, so a local server plays Flagsmith.");
        return server;
    }
}
