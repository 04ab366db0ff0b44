using System.Globalization;

namespace Flagsmith.Polling.Benchmarks.Summary.Names;

/// <summary>Names that differ where a way of hashing does not look; no longer than that takes, as longer names cost any hash more.</summary>
internal static class HostileNameSets
{
    public static IReadOnlyList<(string Way, Func<int, string[]> Make)> All { get; } =
    [
        ("all windows", static count => Make(count, Hidden)),
        ("windows beyond the sample", static count => Make(count, index => index % Math.Max(1, count / 4096) == 0 ? Invariant($"{index:d6}{new string('z', 40)}") : Hidden(index))),
        ("windows, forty at a time", static count => Make(count, index => Invariant($"{index % (count / 40):d6}{new string('x', 18)}{(char)('A' + (index / (count / 40)))}{new string('y', 15)}{index % (count / 40):d6}"))),
        ("whole names", static count => Make(count, index => Invariant($"{new string('x', 2 * (index % 20))}{index:d6}{new string('y', 40 - (2 * (index % 20)))}"))),
    ];

    // No window reaches beyond 24 characters from the left or 16 from the right.
    private static string Hidden(int index) => Invariant($"{new string('x', 24)}{index:d6}{new string('y', 16)}");

    private static string[] Make(int count, Func<int, string> nameOf) => [.. Enumerable.Range(0, count).Select(nameOf)];

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
