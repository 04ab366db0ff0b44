using System.Globalization;

namespace Flagsmith.Polling.Benchmarks;

/// <summary>A figure beside what it should be.</summary>
/// <param name="What">What was measured.</param>
/// <param name="Figure">What came out.</param>
/// <param name="Bound">What it should be.</param>
/// <param name="IsMet">Whether it is.</param>
internal sealed record Target(string What, string Figure, string Bound, bool IsMet)
{
    public static Target AtMost(string what, double figure, double bound, string unit) =>
        new(what, Text(figure, unit), $"at most {Text(bound, unit)}", figure <= bound);

    public static Target AtLeast(string what, double figure, double bound, string unit) =>
        new(what, Text(figure, unit), $"at least {Text(bound, unit)}", figure >= bound);

    public void Print() => Console.WriteLine($"{What,-46} {Figure,12}   {Bound,-20} {(IsMet ? "ok" : "short")}");

    private static string Text(double figure, string unit) => $"{figure.ToString("#,0.##", CultureInfo.InvariantCulture)} {unit}";
}
