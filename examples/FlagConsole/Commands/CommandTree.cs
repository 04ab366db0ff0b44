using System.CommandLine;

namespace FlagConsole.Commands;

/// <summary>All commands.</summary>
internal static class CommandTree
{
    public static RootCommand Build(ConsoleContext console)
    {
        var mode = new ModeOptions();
        var shared = new SharedOptions(console, mode);
        var root = new RootCommand("Asks a Flagsmith environment for its flags.")
        {
            new ListCommand(shared),
            new GetCommand(console, shared),
            new UserCommand(shared),
            new TraitCommand(console, shared),
            new WatchCommand(console, shared),
            new UsersCommand(console, shared),
            new ExplainCommand(console, shared),
        };
        mode.AddTo(root);
        return root;
    }
}
