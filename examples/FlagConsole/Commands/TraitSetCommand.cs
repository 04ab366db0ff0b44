using System.CommandLine;
using Flagsmith.Polling;

namespace FlagConsole.Commands;

/// <summary><c>trait set KEY VALUE --identity ID</c>.</summary>
internal sealed class TraitSetCommand : Command
{
    private readonly Argument<TraitValue> _value = new("VALUE")
    {
        Description = "true, false and numbers are typed; \"...\" with its quotation marks is always text, and so is all else.",
        CustomParser = result => TraitText.Parse(result.Tokens[0].Value),
    };

    public TraitSetCommand(ConsoleContext console, SharedOptions shared)
        : base("set", "Stores one trait of a user.")
    {
        Add(UserArguments.Word("KEY", "The trait's key."));
        Add(_value);
        Add(UserArguments.Identity());
        shared.AddTo(this);
        SetAction(_ => NotInThisVersion.Say(console.Error));
    }
}
