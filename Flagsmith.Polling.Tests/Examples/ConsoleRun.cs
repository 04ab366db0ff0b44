using FlagConsole;

namespace Flagsmith.Polling.Tests.Examples;

/// <summary>One run of the console example in this process, and what it printed.</summary>
internal sealed record ConsoleRun(int ExitCode, string Out, string Error)
{
    /// <summary>Gets the first paragraph of stderr, where the usage may follow.</summary>
    public string[] Faults => Error.ReplaceLineEndings("\n").Split("\n\n")[0].Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public static Task<ConsoleRun> RunAsync(params string[] args) => RunAsync(isTerminal: false, args);

    public static Task<ConsoleRun> RunAsync(bool isTerminal, params string[] args) => RunAsync(isTerminal, input: "", args);

    /// <summary>Runs a command that reads standard input.</summary>
    public static Task<ConsoleRun> FeedAsync(string input, params string[] args) => RunAsync(isTerminal: false, input, args);

    /// <summary>Runs a command against a server, with the server's key.</summary>
    public static Task<ConsoleRun> AskAsync(LocalFlagsmith server, params string[] args) => RunAsync([.. args, .. Connection(server)]);

    public static string[] Connection(LocalFlagsmith server) => ["--api-url", server.ApiUrl.ToString(), "--key", server.EnvironmentKey];

    private static async Task<ConsoleRun> RunAsync(bool isTerminal, string input, string[] args)
    {
        using var lines = new StringReader(input);
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await FlagConsoleApp.RunAsync(args, new ConsoleContext(lines, output, error, isTerminal, GetVariable: _ => null));
        return new ConsoleRun(code, output.ToString(), error.ToString());
    }
}
