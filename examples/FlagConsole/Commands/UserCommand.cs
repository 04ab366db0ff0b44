using System.CommandLine;
using System.CommandLine.Parsing;

namespace FlagConsole.Commands;

/// <summary><c>user ID</c>: every flag as one user gets it.</summary>
internal sealed class UserCommand : Command
{
    private readonly Option<TraitArgument[]> _traits = new("--trait")
    {
        Description = "A trait to take into account, split at the first =; may be repeated.",
        HelpName = "KEY=VALUE",
        CustomParser = ParseTraits,
    };

    public UserCommand(ConsoleContext console, SharedOptions shared)
        : base("user", "Prints every flag as one user gets it.")
    {
        Add(UserArguments.Word("ID", "The user's identifier."));
        Add(_traits);
        shared.AddTo(this);
        SetAction(_ => NotInThisVersion.Say(console.Error));
    }

    private static TraitArgument[] ParseTraits(ArgumentResult result)
    {
        var traits = new List<TraitArgument>();
        foreach (var token in result.Tokens)
        {
            if (TraitArgument.Parse(token.Value) is { } trait)
            {
                traits.Add(trait);
            }
            else
            {
                result.AddError($"A trait must be written KEY=VALUE, but was \"{token.Value}\".");
            }
        }

        return [.. traits];
    }
}
