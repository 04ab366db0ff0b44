using System.CommandLine;
using System.CommandLine.Parsing;
using FlagConsole.Connection;
using FlagConsole.Output;
using Flagsmith.Polling;

namespace FlagConsole.Commands;

/// <summary>The options that every command has: which environment, and in what form to print.</summary>
internal sealed class SharedOptions(ConsoleContext console, ModeOptions mode)
{
    public const string ApiUrlVariable = "FLAGSMITH_API_URL";
    public const string KeyVariable = "FLAGSMITH_ENVIRONMENT_KEY";

    private readonly Option<string?> _apiUrl = new("--api-url")
    {
        Description = $"The API's address; else {ApiUrlVariable}, else {FlagsmithApiUrls.Core}.",
        HelpName = "URL",
    };

    private readonly Option<string?> _key = new("--key")
    {
        Description = $"The environment's key; else {KeyVariable}, which keeps it out of the list of processes.",
        HelpName = "KEY",
    };

    private readonly Option<bool> _json = new("--json") { Description = "Prints JSON with the member names of Flagsmith's API." };

    private readonly Option<bool> _verbose = new("--verbose") { Description = "Logs to stderr what the library does." };

    /// <summary>Gives a command these options, and has them checked before it runs.</summary>
    public void AddTo(Command command, FlagOrigin origin = FlagOrigin.Anywhere)
    {
        command.Add(_apiUrl);
        command.Add(_key);
        command.Add(_json);
        command.Add(_verbose);
        command.Validators.Add(result => Check(result, origin));
    }

    /// <summary>Gives the environment that a checked command line names.</summary>
    public FlagsmithConnection ReadConnection(ParseResult parsed) => new(
        ParseUrl(TextOf(parsed.GetValue(_apiUrl), ApiUrlVariable))!,
        TextOf(parsed.GetValue(_key), KeyVariable)!,
        mode.ReadMode(parsed));

    /// <summary>Gives what a checked command line names: a document, else a server.</summary>
    /// <exception cref="CommandFailedException">The document cannot be read.</exception>
    public IFlagReader ReadSource(ParseResult parsed) =>
        mode.ReadDocument(parsed) is { } document ? new DocumentFlags(document) : new ServerFlags(ReadConnection(parsed), ReadLog(parsed));

    /// <summary>Gives the document that a command needs.</summary>
    /// <exception cref="CommandFailedException">The document cannot be read.</exception>
    public EnvironmentDocument ReadDocument(ParseResult parsed) => mode.ReadDocument(parsed)!;

    /// <summary>Gives the log as verbose as was asked for.</summary>
    public ConsoleLog ReadLog(ParseResult parsed) => new(console.Error, parsed.GetValue(_verbose));

    /// <summary>Gives the form that was asked for: JSON, else a table for a terminal, else plain lines.</summary>
    public IFlagOutput ReadOutput(ParseResult parsed) =>
        parsed.GetValue(_json) ? new JsonOutput(console.Out)
        : console.IsTerminal ? new TableOutput(console.Out)
        : new PlainOutput(console.Out);

    private void Check(CommandResult result, FlagOrigin origin)
    {
        if (mode.Refuse(result, origin) is { } refusal)
        {
            result.AddError(refusal);
        }
        else if (!mode.HasDocument(result))
        {
            CheckConnection(result);
        }
    }

    private void CheckConnection(CommandResult result)
    {
        if (TextOf(result.GetValue(_key), KeyVariable) is null)
        {
            result.AddError($"The environment's key is missing; give it as --key, or in {KeyVariable}.");
        }

        if (TextOf(result.GetValue(_apiUrl), ApiUrlVariable) is { } url && ParseUrl(url) is null)
        {
            result.AddError($"The address of the API must be an absolute http or https URL such as {FlagsmithApiUrls.Core}.");
        }
    }

    private string? TextOf(string? given, string variable)
    {
        var text = given ?? console.GetVariable(variable);
        return string.IsNullOrWhiteSpace(text) ? null : text;
    }

    private static Uri? ParseUrl(string? text) =>
        text is null ? FlagsmithApiUrls.Core
        : Uri.TryCreate(text, UriKind.Absolute, out var url) && url is { Scheme: "http" or "https", Host.Length: > 0 } ? url
        : null;
}
