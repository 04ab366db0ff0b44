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

    public void WriteUser(string identifier, IIdentityFlagSnapshot user)
    {
        WriteAll(user.Flags);
        if (user.Traits.Count == 0)
        {
            return;
        }

        var traits = new Table().RoundedBorder().AddColumns("Trait", "Kind", "Value");
        foreach (var (key, value) in user.Traits)
        {
            traits.AddRow(new[] { OneLine.Of(key), value.Kind.ToString(), OneLine.Of(value.ToString()) }.Select(AsData));
        }

        _terminal.Write(traits);
    }

    public void WriteExplanation(string? identifier, FlagExplanation explanation) => output.WriteLine(FlagText.Steps(explanation));

    public void WriteTrait(string key, TraitValue value) => output.WriteLine(OneLine.Of(value.ToString()));

    public void WriteChange(FlagChange change) => output.WriteLine(FlagText.Sentence(change));

    // Text, not markup: a flag's value may hold square brackets.
    private static IRenderable AsData(string cell) => new Text(cell);
}
