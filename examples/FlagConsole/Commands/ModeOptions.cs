using System.CommandLine;
using System.CommandLine.Parsing;
using FlagConsole.Connection;
using Flagsmith.Polling;

namespace FlagConsole.Commands;

/// <summary>The options that say where flags are evaluated. They belong to the root: they may stand before or after the command.</summary>
internal sealed class ModeOptions
{
    private const string Local = "local";
    private const string Remote = "remote";

    private readonly Option<string?> _mode = new("--mode")
    {
        Description = "Where flags are evaluated: remote, at Flagsmith (the default); local, here, from the environment document.",
        HelpName = $"{Remote}|{Local}",
        Recursive = true,
    };

    private readonly Option<string?> _document = new("--document")
    {
        Description = "An exported environment document, evaluated without key and server; needs --mode local.",
        HelpName = "FILE",
        Recursive = true,
    };

    public ModeOptions()
    {
        _mode.Validators.Add(CheckMode);
        _document.Validators.Add(CheckDocument);
    }

    public void AddTo(RootCommand root)
    {
        root.Add(_mode);
        root.Add(_document);
    }

    public bool HasDocument(SymbolResult result) => result.GetResult(_document) is not null;

    public FlagsmithMode ReadMode(ParseResult parsed) => parsed.GetValue(_mode) == Local ? FlagsmithMode.LocalEvaluation : FlagsmithMode.Remote;

    /// <summary>Reads the document that a checked command line names; <see langword="null"/> where it names none.</summary>
    /// <exception cref="CommandFailedException">There is no such file, or it is no environment document.</exception>
    public EnvironmentDocument? ReadDocument(ParseResult parsed) => parsed.GetValue(_document) is { } path ? DocumentFile.Read(path) : null;

    /// <summary>Gives the sentence for a command that cannot run with these options; <see langword="null"/> for one that can.</summary>
    public string? Refuse(CommandResult result, FlagOrigin origin) => origin switch
    {
        FlagOrigin.Document when !HasDocument(result) => $"{result.Command.Name} needs an environment document: add --mode {Local} --document FILE.",
        FlagOrigin.RemoteServer when IsLocal(result) => $"{result.Command.Name} needs traits that Flagsmith stores, and local evaluation stores none: leave out --mode {Local}.",
        FlagOrigin.Server when HasDocument(result) => $"{result.Command.Name} needs a server: leave out --document.",
        _ => null,
    };

    private static void CheckMode(OptionResult result)
    {
        if (TextOf(result) is not (Remote or Local))
        {
            result.AddError($"--mode must be {Remote} or {Local}.");
        }
    }

    private void CheckDocument(OptionResult result)
    {
        if (string.IsNullOrWhiteSpace(TextOf(result)))
        {
            result.AddError("--document must name a file.");
        }
        else if (!IsLocal(result))
        {
            result.AddError($"--document is evaluated here: add --mode {Local}.");
        }
    }

    private bool IsLocal(SymbolResult result) => result.GetResult(_mode) is { } mode && TextOf(mode) == Local;

    private static string? TextOf(OptionResult result) => result.Tokens.Count == 0 ? null : result.Tokens[^1].Value;
}
