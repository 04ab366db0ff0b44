using System.Text;

namespace FlagConsole;

/// <summary>What a run reads and writes apart from its arguments, so that a test can stand in for the terminal.</summary>
/// <param name="In">Gives the lines of standard input.</param>
/// <param name="Out">Takes the data.</param>
/// <param name="Error">Takes errors and logs.</param>
/// <param name="IsTerminal">Whether somebody reads <paramref name="Out"/> on a screen.</param>
/// <param name="GetVariable">Gives an environment variable, or <see langword="null"/>.</param>
internal sealed record ConsoleContext(TextReader In, TextWriter Out, TextWriter Error, bool IsTerminal, Func<string, string?> GetVariable)
{
    public static ConsoleContext OfProcess() => new(
        new StreamReader(Console.OpenStandardInput(), Encoding.UTF8), // JSON is UTF-8, whatever the terminal's code page
        Console.Out,
        Console.Error,
        !Console.IsOutputRedirected,
        Environment.GetEnvironmentVariable);
}
