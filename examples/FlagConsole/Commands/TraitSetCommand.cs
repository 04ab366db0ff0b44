using System.CommandLine;
using FlagConsole.Connection;
using Flagsmith.Polling;

namespace FlagConsole.Commands;

/// <summary><c>trait set KEY VALUE --identity ID</c>.</summary>
internal sealed class TraitSetCommand : Command
{
    private readonly SharedOptions _shared;
    private readonly Argument<string> _key = UserArguments.Word("KEY", "The trait's key.");
    private readonly Option<string> _identity = UserArguments.Identity();
    private readonly Argument<TraitValue> _value = new("VALUE")
    {
        Description = "true, false and numbers are typed; \"...\" with its quotation marks is always text, and so is all else.",
        CustomParser = result => TraitText.Parse(result.Tokens[0].Value),
    };

    public TraitSetCommand(SharedOptions shared)
        : base("set", "Stores one trait of a user.")
    {
        _shared = shared;
        Add(_key);
        Add(_value);
        Add(_identity);
        shared.AddTo(this, FlagOrigin.RemoteServer);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var (key, value) = (parsed.GetRequiredValue(_key), parsed.GetValue(_value));
        var user = await FlagServices.AskUserAsync(
            _shared.ReadConnection(parsed),
            _shared.ReadLog(parsed),
            users => users.ForIdentity(parsed.GetRequiredValue(_identity)).SetTraitAsync(key, value, cancellationToken),
            cancellationToken);

        // As the server has it now (3.0 may have become 3), unless it shows this key no traits.
        _shared.ReadOutput(parsed).WriteTrait(key, user.Traits.TryGetValue(key, out var stored) ? stored : value);
        return ExitCode.Success;
    }
}
