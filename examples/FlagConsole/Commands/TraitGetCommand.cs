using System.CommandLine;
using FlagConsole.Connection;
using FlagConsole.Output;
using Flagsmith.Polling;

namespace FlagConsole.Commands;

/// <summary><c>trait get KEY --identity ID</c>.</summary>
internal sealed class TraitGetCommand : Command
{
    private readonly ConsoleContext _console;
    private readonly SharedOptions _shared;
    private readonly Argument<string> _key = UserArguments.Word("KEY", "The trait's key.");
    private readonly Option<string> _identity = UserArguments.Identity();

    public TraitGetCommand(ConsoleContext console, SharedOptions shared)
        : base("get", "Prints one trait of a user.")
    {
        _console = console;
        _shared = shared;
        Add(_key);
        Add(_identity);
        shared.AddTo(this, FlagOrigin.RemoteServer);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var key = parsed.GetRequiredValue(_key);
        var value = await FlagServices.AskUserAsync(
            _shared.ReadConnection(parsed),
            _shared.ReadLog(parsed),
            async users => await users.ForIdentity(parsed.GetRequiredValue(_identity)).GetTraitAsync(key, cancellationToken),
            cancellationToken);
        if (value is not { } found)
        {
            _console.Error.WriteLine($"The user has no trait \"{OneLine.Of(key)}\".");
            return ExitCode.Failure;
        }

        _shared.ReadOutput(parsed).WriteTrait(key, found);
        return ExitCode.Success;
    }
}
