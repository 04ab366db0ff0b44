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

    public void WriteChange(FlagChange change) => WriteLine(FlagText.Cells(change));

    private void WriteLine(string[] cells) => output.WriteLine(string.Join('\t', cells));
}
