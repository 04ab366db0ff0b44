using System.Globalization;

namespace Flagsmith.Polling.Benchmarks.Summary;

/// <summary>One measured figure beside its target.</summary>
/// <param name="Id">The row's name.</param>
/// <param name="Measured">What came out: a ratio, or bytes.</param>
/// <param name="Target">The most or the least that it may be.</param>
/// <param name="Verdict">Whether it is.</param>
/// <param name="Detail">What it was made of.</param>
internal sealed record SummaryRow(string Id, double Measured, double Target, Verdict Verdict, string Detail)
{
    /// <summary>Gets whether the target is the least that the figure may be, not the most.</summary>
    public bool IsLowerBound { get; init; }

    public static SummaryRow AtMost(string id, double measured, double target, string detail) =>
        new(id, measured, target, measured <= target ? Verdict.Ok : Verdict.Short, detail);

    public static SummaryRow AtLeast(string id, double measured, double target, string detail) =>
        new(id, measured, target, measured >= target ? Verdict.Ok : Verdict.Short, detail) { IsLowerBound = true };

    /// <summary>Gives the figure without saying whether it is good.</summary>
    public string ToUnjudgedString() => $"{Id,-30} {Text(Measured),10}   {"",-10} {"",-6} {Detail}";

    public override string ToString()
    {
        var bound = $"{(IsLowerBound ? "≥" : "≤")} {Text(Target)}";
        return $"{Id,-30} {Text(Measured),10}   {bound,-10} {VerdictText,-6} {Detail}";
    }

    private string VerdictText => Verdict switch { Verdict.Ok => "ok", Verdict.Short => "short", _ => "noisy" };

    private static string Text(double figure) => figure.ToString(figure >= 100 ? "#,0" : "0.###", CultureInfo.InvariantCulture);
}
