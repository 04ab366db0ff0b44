using System.CommandLine;

namespace FlagConsole.Commands;

/// <summary><c>trait get KEY --identity ID</c>.</summary>
internal sealed class TraitGetCommand : Command
{
    public TraitGetCommand(ConsoleContext console, SharedOptions shared)
        : base("get", "Prints one trait of a user.")
    {
        Add(UserArguments.Word("KEY", "The trait's key."));
        Add(UserArguments.Identity());
        shared.AddTo(this);
        SetAction(_ => NotInThisVersion.Say(console.Error));
    }
}
