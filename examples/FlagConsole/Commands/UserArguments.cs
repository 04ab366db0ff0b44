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
