using System.Globalization;

namespace Flagsmith.Polling.Benchmarks.Summary.Names;

/// <summary>Names that differ where a way of hashing does not look.</summary>
internal static class HostileNameSets
{
    public static IReadOnlyList<(string Way, Func<int, string[]> Make)> All { get; } =
    [
        ("all windows", count => Make(count, static index => Invariant($"{new string('x', 40)}{index:d6}{new string('y', 40)}"))),
        ("windows beyond the sample", static count => Make(count, index => index % Math.Max(1, count / 512) == 0 ? Invariant($"{index:d6}{new string('z', 86)}") : Invariant($"{new string('x', 40)}{index:d6}{new string('y', 40)}"))),
        ("windows, forty at a time", static count => Make(count, index => Invariant($"{index % (count / 40):d6}{new string('x', 30)}{(char)('A' + (index / (count / 40)))}{new string('y', 30)}{index % (count / 40):d6}"))),
        ("whole names, long ones", static count => Make(count, index => Invariant($"{new string('x', 4 * (index % 20))}{index:d6}{new string('y', 80 - (4 * (index % 20)))}"))),
    ];

    private static string[] Make(int count, Func<int, string> nameOf) => [.. Enumerable.Range(0, count).Select(nameOf)];

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
