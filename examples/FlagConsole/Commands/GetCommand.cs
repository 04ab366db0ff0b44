using System.CommandLine;
using FlagConsole.Output;
using Flagsmith.Polling;

namespace FlagConsole.Commands;

/// <summary><c>get NAME</c>: one flag.</summary>
internal sealed class GetCommand : Command
{
    private readonly ConsoleContext _console;
    private readonly SharedOptions _shared;
    private readonly Argument<string> _name = UserArguments.Word("NAME", "The flag's name; case matters.");
    private readonly Option<string?> _identity = new("--identity") { Description = "As this user gets the flag.", HelpName = "ID" };

    public GetCommand(ConsoleContext console, SharedOptions shared)
        : base("get", "Prints one flag.")
    {
        _console = console;
        _shared = shared;
        Add(_name);
        Add(_identity);
        shared.AddTo(this);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var source = _shared.ReadSource(parsed);
        var snapshot = parsed.GetValue(_identity) is { } identifier
            ? await source.ReadUserAsync(new FlagIdentity(identifier), cancellationToken)
            : await source.ReadEnvironmentAsync(cancellationToken);
        var name = parsed.GetRequiredValue(_name);
        if (snapshot.GetFlag(name) is not { } flag)
        {
            _console.Error.WriteLine(ErrorSentence.OfUnknownFlag(name));
            return ExitCode.Failure;
        }

        _shared.ReadOutput(parsed).WriteOne(flag);
        return ExitCode.Success;
    }
}
