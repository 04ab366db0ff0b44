using System.CommandLine;

namespace FlagConsole.Commands;

/// <summary><c>trait get</c> and <c>trait set</c>: what is known about one user.</summary>
internal sealed class TraitCommand : Command
{
    public TraitCommand(ConsoleContext console, SharedOptions shared)
        : base("trait", "Reads or stores a trait of a user.")
    {
        Add(new TraitGetCommand(console, shared));
        Add(new TraitSetCommand(shared));
    }
}
