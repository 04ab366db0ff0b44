// Asks a Flagsmith environment from the command line.
//   dotnet run --project examples/FlagConsole -- list --api-url http://127.0.0.1:8000/api/v1/ --key local-environment-key
//   dotnet run --project examples/FlagConsole -- --help
namespace FlagConsole;

internal static class Program
{
    private static Task<int> Main(string[] args) => FlagConsoleApp.RunAsync(args, ConsoleContext.OfProcess());
}
