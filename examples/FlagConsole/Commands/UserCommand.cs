using System.CommandLine;
using Flagsmith.Polling;

namespace FlagConsole.Commands;

/// <summary><c>user ID</c>: every flag as one user gets it.</summary>
internal sealed class UserCommand : Command
{
    private readonly SharedOptions _shared;
    private readonly Argument<string> _identifier = UserArguments.Word("ID", "The user's identifier.");
    private readonly Option<TraitArgument[]> _traits = UserArguments.Traits();

    public UserCommand(SharedOptions shared)
        : base("user", "Prints every flag as one user gets it, and the user's traits.")
    {
        _shared = shared;
        Add(_identifier);
        Add(_traits);
        shared.AddTo(this);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var identity = new FlagIdentity(parsed.GetRequiredValue(_identifier)) { Traits = TraitArgument.ToTraits(parsed.GetValue(_traits)) };
        var user = await _shared.ReadSource(parsed).ReadUserAsync(identity, cancellationToken);
        _shared.ReadOutput(parsed).WriteUser(identity.Identifier, user);
        return ExitCode.Success;
    }
}
