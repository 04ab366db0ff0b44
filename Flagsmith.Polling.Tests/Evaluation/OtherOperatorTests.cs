namespace Flagsmith.Polling.Tests.Evaluation;

/// <summary>Remainders, presence, shares of a property's values, and operators that are unknown.</summary>
public sealed class OtherOperatorTests
{
    private static readonly OperatorRow[] Rows =
    [
        Row("MODULO", "3|2", [5L, -1L, "5", 5.0], [4L, true, "x", null]),
        Row("MODULO", "2|0", [4L, "4", false], [5L]),
        Row("MODULO", "2|1", [true], []),
        Row("MODULO", "0|0", [], [4L, 0.0]),
        Row("MODULO", "-3|-1", [5L, -4L], []),
        Row("MODULO", " 3 | 2 ", [5L], []),
        Row("MODULO", "1e1|5", [15L], []),
        Row("MODULO", "inf|5", [5L], [-5L]),
        Row("MODULO", "3|2|1", [], [5L]),
        Row("MODULO", "3", [], [5L]),
        Row("MODULO", "", [], [5L]),
        Row("MODULO", null, [], [5L]),
        Row("MODULO", "a|b", [], [5L]),
        Row("MODULO", "0.5|0.25", [1.25], [1L]),
        Row("MODULO", "nan|nan", [], [5L]),
        Row("MODULO", "3|nan", [], [5L]),
        Row("IS_SET", null, ["", "x", 0L, false], [null]),
        Row("IS_NOT_SET", null, [null], ["", "x", 0L, false]),
        Row("IS_SET", "x", [1L], []),
        Row("PERCENTAGE_SPLIT", "100", ["x", 5L], [null]),
        Row("PERCENTAGE_SPLIT", "0", [], ["x"]),
        Row("PERCENTAGE_SPLIT", "50", ["x", "y"], [5L, 1.0, true, "1.0"]),
        Row("PERCENTAGE_SPLIT", "abc", [], ["x"]),
        Row("PERCENTAGE_SPLIT", null, [], ["x"]),
        Row("PERCENTAGE_SPLIT", "inf", ["x"], []),
        Row("PERCENTAGE_SPLIT", "nan", [], ["x"]),
        Row("PERCENTAGE_SPLIT", " 1e2 ", ["x"], []),
        Row("EXISTS", "x", [], ["x", null]),
        Row("equal", "x", [], ["x"]),
        Row("", "x", [], ["x"]),
        Row("MODULO", "1000|712", ["18446744073709553665"], []),
        Row("MODULO", "1000|616", [], ["18446744073709553665"]),
    ];

    private static IEnumerable<TestCaseData> Cases() => Rows.SelectMany(row => row.Cases());

    [TestCaseSource(nameof(Cases))]
    public void Condition_OfOperatorAndValues_MatchesAsInTheReference(string @operator, string? expected, object? trait, bool matches) =>
        Engine.Matches(@operator, expected, trait).Should().Be(matches);

    private static OperatorRow Row(string @operator, string? expected, object?[] matching, object?[] missing) => new(@operator, expected, matching, missing);
}
