using Flagsmith.Polling;

namespace FlagConsole.Output;

/// <summary>Prints one line a flag, cells separated by tabs: for pipes and files.</summary>
internal sealed class PlainOutput(TextWriter output) : IFlagOutput
{
    public void WriteAll(IReadOnlyList<FlagState> flags)
    {
        foreach (var flag in flags)
        {
            WriteOne(flag);
        }
    }

    public void WriteOne(FlagState flag) => WriteLine(FlagText.Cells(flag));

    // The flags alone, as in a list: a pipe wants lines of one kind. Traits have a command of their own.
    public void WriteUser(string identifier, IIdentityFlagSnapshot user) => WriteAll(user.Flags);

    public void WriteExplanation(string? identifier, FlagExplanation explanation) => output.WriteLine(FlagText.Steps(explanation));

    public void WriteTrait(string key, TraitValue value) => output.WriteLine(OneLine.Of(value.ToString()));

    public void WriteChange(FlagChange change) => WriteLine(FlagText.Cells(change));

    private void WriteLine(string[] cells) => output.WriteLine(string.Join('\t', cells));
}
