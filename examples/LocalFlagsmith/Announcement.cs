using Flagsmith.Polling.Testing;

namespace LocalFlagsmithServer;

/// <summary>What one needs to know to use the server.</summary>
internal static class Announcement
{
    public static void Print(LocalFlagsmith server, FileInfo file)
    {
        Console.WriteLine($"URL:          {server.ApiUrl}");
        Console.WriteLine($"client key:   {server.EnvironmentKey}");
        Console.WriteLine($"server key:   {server.ServerSideKey}");
        Console.WriteLine($"file to edit: {file.FullName}");
        Console.WriteLine($"try:          curl -H 'X-Environment-Key: {server.EnvironmentKey}' {server.ApiUrl}flags/");
    }
}
