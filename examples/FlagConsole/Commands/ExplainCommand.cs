using System.CommandLine;
using System.CommandLine.Parsing;
using FlagConsole.Output;

namespace FlagConsole.Commands;

/// <summary><c>explain NAME</c>: which rule decides about a flag, condition by condition.</summary>
internal sealed class ExplainCommand : Command
{
    private readonly ConsoleContext _console;
    private readonly SharedOptions _shared;
    private readonly Argument<string> _name = UserArguments.Word("NAME", "The flag's name; case matters.");
    private readonly Option<string?> _user = new("--user", "--identity") { Description = "As this user gets the flag; else as the environment has it.", HelpName = "ID" };
    private readonly Option<TraitArgument[]> _traits = UserArguments.Traits();

    public ExplainCommand(ConsoleContext console, SharedOptions shared)
        : base("explain", "Prints which rule of a document decides about a flag, condition by condition.")
    {
        _console = console;
        _shared = shared;
        Add(_name);
        Add(_user);
        Add(_traits);
        _traits.Validators.Add(CheckUser);
        shared.AddTo(this, FlagOrigin.Document);
        SetAction(Run);
    }

    private void CheckUser(OptionResult result)
    {
        if (result.GetResult(_user) is null)
        {
            result.AddError("--trait belongs to a user: add --user ID.");
        }
    }

    private int Run(ParseResult parsed)
    {
        var (name, identifier) = (parsed.GetRequiredValue(_name), parsed.GetValue(_user));
        if (_shared.ReadDocument(parsed).Explain(name, identifier, TraitArgument.ToTraits(parsed.GetValue(_traits))) is not { } explanation)
        {
            _console.Error.WriteLine(ErrorSentence.OfUnknownFlag(name));
            return ExitCode.Failure;
        }

        _shared.ReadOutput(parsed).WriteExplanation(identifier, explanation);
        return ExitCode.Success;
    }
}
