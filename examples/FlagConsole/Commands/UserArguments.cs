using System.CommandLine;
using System.CommandLine.Parsing;

namespace FlagConsole.Commands;

/// <summary>Arguments that several commands have.</summary>
internal static class UserArguments
{
    /// <summary>Makes an argument that is a name: a mistyped option is not taken for one.</summary>
    public static Argument<string> Word(string name, string description)
    {
        var argument = new Argument<string>(name) { Description = description };
        argument.Validators.Add(RefuseOptions);
        return argument;
    }

    /// <summary>Makes the option that names the user, where a command needs one.</summary>
    public static Option<string> Identity() => new("--identity") { Description = "The user's identifier.", HelpName = "ID", Required = true };

    /// <summary>Makes the option that passes traits along.</summary>
    public static Option<TraitArgument[]> Traits() => new("--trait")
    {
        Description = "A trait to take into account, split at the first =; not stored; may be repeated.",
        HelpName = "KEY=VALUE",
        CustomParser = ParseTraits,
    };

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

    private static void RefuseOptions(ArgumentResult result)
    {
        var text = result.Tokens.Count == 0 ? null : result.Tokens[0].Value;
        if (string.IsNullOrWhiteSpace(text))
        {
            result.AddError($"{result.Argument.Name} must not be empty.");
        }
        else if (text.StartsWith("--", StringComparison.Ordinal))
        {
            result.AddError($"\"{text}\" is neither an option of this command nor a {result.Argument.Name}.");
        }
    }
}
