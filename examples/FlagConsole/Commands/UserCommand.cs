using System.CommandLine;
using System.CommandLine.Parsing;
using FlagConsole.Connection;
using Flagsmith.Polling;

namespace FlagConsole.Commands;

/// <summary><c>user ID</c>: every flag as one user gets it.</summary>
internal sealed class UserCommand : Command
{
    private readonly SharedOptions _shared;
    private readonly Argument<string> _identifier = UserArguments.Word("ID", "The user's identifier.");
    private readonly Option<TraitArgument[]> _traits = new("--trait")
    {
        Description = "A trait to take into account, split at the first =; not stored; may be repeated.",
        HelpName = "KEY=VALUE",
        CustomParser = ParseTraits,
    };

    public UserCommand(SharedOptions shared)
        : base("user", "Prints every flag as one user gets it, and the user's traits.")
    {
        _shared = shared;
        Add(_identifier);
        Add(_traits);
        shared.AddTo(this);
        SetAction(RunAsync);
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

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var passed = new Dictionary<string, TraitValue>(StringComparer.Ordinal);
        foreach (var trait in parsed.GetValue(_traits) ?? [])
        {
            passed[trait.Key] = trait.Value;
        }

        var identity = new FlagIdentity(parsed.GetRequiredValue(_identifier)) { Traits = passed };
        var user = await FlagServices.AskUserAsync(
            _shared.ReadConnection(parsed), _shared.ReadLog(parsed), async users => await users.GetFlagsAsync(identity, cancellationToken));
        _shared.ReadOutput(parsed).WriteUser(identity.Identifier, user);
        return ExitCode.Success;
    }
}
