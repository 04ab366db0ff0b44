using Flagsmith.Polling;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace FlagConsole.Output;

/// <summary>Prints flags as a table, changes as sentences: for a terminal.</summary>
internal sealed class TableOutput(TextWriter output) : IFlagOutput
{
    private readonly IAnsiConsole _terminal = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });

    public void WriteAll(IReadOnlyList<FlagState> flags)
    {
        var table = new Table().RoundedBorder().AddColumns(FlagText.Columns);
        foreach (var flag in flags)
        {
            table.AddRow(FlagText.Cells(flag).Select(AsData));
        }

        _terminal.Write(table);
    }

    public void WriteOne(FlagState flag) => WriteAll([flag]);

    public void WriteChange(FlagChange change) => output.WriteLine(FlagText.Sentence(change));

    // Text, not markup: a flag's value may hold square brackets.
    private static IRenderable AsData(string cell) => new Text(cell);
}
