using System.Reflection;
using Flagsmith.Polling.Testing;

namespace WorkerService;

/// <summary>The Flagsmith server that stands in when no key is configured.</summary>
internal static class LocalServer
{
    public const string FlippedFlag = "checkout_v2";

    public static async Task<LocalFlagsmith> StartAsync()
    {
        var path = FindFlagFile();
        var server = await LocalFlagsmith.StartAsync(options => options.FlagFile = path);
        Console.WriteLine("No Flagsmith:EnvironmentKey is configured, so a local server plays Flagsmith.");
        Console.WriteLine($"Edit this file and watch: {path}");
        Console.WriteLine();
        return server;
    }

    private static string FindFlagFile()
    {
        var source = Assembly.GetExecutingAssembly().GetCustomAttributes<AssemblyMetadataAttribute>()
            .First(metadata => metadata.Key == "ProjectDirectory").Value!;
        return Path.Combine(Directory.Exists(source) ? source : AppContext.BaseDirectory, "flags.json");
    }
}
