using Flagsmith.Polling;

namespace FlagConsole.Output;

/// <summary>Flags as cells of text.</summary>
internal static class FlagText
{
    public static readonly string[] Columns = ["Flag", "State", "Kind", "Value"];

    /// <summary>Gives name, state, kind and value.</summary>
    public static string[] Cells(FlagState flag) =>
        [OneLine.Of(flag.Feature.Name), State(flag), flag.Value.Kind.ToString(), OneLine.Of(flag.Value.ToString())];

    /// <summary>Gives name, kinds, state and value before, state and value after; empty where there was or is no flag.</summary>
    public static string[] Cells(FlagChange change) =>
    [
        OneLine.Of(change.Name), string.Join(',', Kinds(change)),
        State(change.Previous), Value(change.Previous), State(change.Current), Value(change.Current),
    ];

    /// <summary>Gives a change as a sentence.</summary>
    public static string Sentence(FlagChange change)
    {
        var details = change.Kinds == FlagChangeKinds.MetadataChanged ? "; only its details changed" : "";
        return $"{OneLine.Of(change.Name)} was {Describe(change.Previous)}, is {Describe(change.Current)}{details}";
    }

    /// <summary>Gives the name of each kind of change that happened.</summary>
    public static IEnumerable<string> Kinds(FlagChange change) =>
        Enum.GetValues<FlagChangeKinds>().Where(kind => kind != FlagChangeKinds.None && change.Kinds.HasFlag(kind)).Select(kind => kind.ToString());

    /// <summary>Gives an explanation as lines: each step with whether it matches, then the flag.</summary>
    public static string Steps(FlagExplanation explanation)
    {
        var flag = explanation.Flag;
        string?[] lines =
        [
            .. explanation.Lines.Select(Step),
            $"{OneLine.Of(flag.Feature.Name)} is {Describe(flag)}",
            flag.Variant is { } variant ? $"variant: {OneLine.Of(variant)}" : null,
            flag.Reason is { } reason ? $"reason: {OneLine.Of(reason)}" : null,
        ];
        return string.Join(Environment.NewLine, lines.Where(line => line is not null));
    }

    private static string Step(ExplanationLine line) => $"{new string(' ', 2 * line.Depth)}[{(line.Matches ? 'x' : ' ')}] {OneLine.Of(line.Text)}";

    private static string State(FlagState? flag) => flag is null ? "" : flag.Enabled ? "on" : "off";

    private static string Value(FlagState? flag) => flag is null ? "" : OneLine.Of(flag.Value.ToString());

    private static string Describe(FlagState? flag) =>
        flag is null ? "absent" : flag.Value.IsNull ? State(flag) : $"{State(flag)} ({Value(flag)})";
}
