using System.CommandLine;

namespace FlagConsole.Commands;

/// <summary>All commands.</summary>
internal static class CommandTree
{
    public static RootCommand Build(ConsoleContext console)
    {
        var shared = new SharedOptions(console);
        return new RootCommand("Asks a Flagsmith environment for its flags.")
        {
            new ListCommand(shared),
            new GetCommand(console, shared),
            new UserCommand(shared),
            new TraitCommand(console, shared),
            new WatchCommand(console, shared),
        };
    }
}
