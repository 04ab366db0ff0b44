using System.CommandLine;
using FlagConsole.Connection;
using FlagConsole.Output;
using Flagsmith.Polling;

namespace FlagConsole.Commands;

/// <summary><c>users FILE</c>: a line of JSON for each user of a file.</summary>
internal sealed class UsersCommand : Command
{
    private const string StandardInput = "-";

    private readonly ConsoleContext _console;
    private readonly SharedOptions _shared;
    private readonly Argument<string> _file = UserArguments.Word(
        "FILE", """A user a line, as JSON: {"identifier":"ada","traits":{"plan":"gold"}}; - is standard input.""");

    public UsersCommand(ConsoleContext console, SharedOptions shared)
        : base("users", "Prints, as a line of JSON each, the flags and segments of many users.")
    {
        _console = console;
        _shared = shared;
        Add(_file);
        shared.AddTo(this, FlagOrigin.Document);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var document = _shared.ReadDocument(parsed);
        var file = parsed.GetRequiredValue(_file);
        if (file == StandardInput)
        {
            return await PrintAsync(document, _console.In, cancellationToken);
        }

        using var lines = TextInput.Open(file);
        return await PrintAsync(document, lines, cancellationToken);
    }

    private async Task<int> PrintAsync(EnvironmentDocument document, TextReader lines, CancellationToken cancellationToken)
    {
        var output = new UserLines(_console.Out);
        var code = ExitCode.Success;
        while (await lines.ReadLineAsync(cancellationToken) is { } line)
        {
            try
            {
                var user = UserLine.Parse(line);
                output.Write(user.Identifier, document.GetFlags(user.Identifier, user.Traits), document.GetSegments(user.Identifier, user.Traits));
            }
            catch (FormatException fault)
            {
                output.WriteError(fault.Message);
                code = ExitCode.Failure;
            }
        }

        return code;
    }
}
