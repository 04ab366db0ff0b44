// A Flagsmith server for developing without an account.
//   dotnet run --project examples/LocalFlagsmith                        on port 8000, until Ctrl+C
//   dotnet run --project examples/LocalFlagsmith -- --once --port 0     makes one request to itself, and ends
using System.CommandLine;

namespace LocalFlagsmithServer;

internal static class Program
{
    private static Task<int> Main(string[] args) => new ServerCommand().Parse(args).InvokeAsync();
}
