namespace Flagsmith.Polling.Tests.Evaluation;

/// <summary>The six comparisons: the condition's value is read as the kind of the property, and one that cannot be never matches.</summary>
public sealed class ComparisonTests
{
    private static readonly OperatorRow[] Rows =
    [
        Row("EQUAL", "5", [5L, "5", 5.0, "5.0", true, "005"], ["a5", null]),
        Row("EQUAL", "5.0", [5.0, "5.0"], [5L]),
        Row("EQUAL", "5.5", [], [5L]),
        Row("EQUAL", "1e3", [1000.0], [1000L]),
        Row("EQUAL", " 5 ", [5L, 5.0, " 5 "], []),
        Row("EQUAL", "+5", [5L], []),
        Row("EQUAL", "1_000", [1000L, 1000.0], []),
        Row("EQUAL", "\u0663", [3L, 3.0], []),
        Row("EQUAL", "\u00a05\u2003", [5L], []),
        Row("EQUAL", "\u001c5", [], [5L]),
        Row("EQUAL", "0x10", [], [16L]),
        Row("EQUAL", "", [""], [0L, 0.0, false]),
        Row("EQUAL", "123.0", [], [123L]),
        Row("EQUAL", "123", ["123.0"], []),
        Row("EQUAL", "true", [true, "true"], [false]),
        Row("EQUAL", "TRUE", [true], []),
        Row("EQUAL", "yes", [true], []),
        Row("EQUAL", "false", [false], [true]),
        Row("EQUAL", "False", [false], []),
        Row("EQUAL", "FALSE", [true], [false]),
        Row("EQUAL", "0", [0L], [false]),
        Row("EQUAL", null, ["None", true], ["x", false, 0L, 0.0]),
        Row("EQUAL", "nan", [], [double.NaN]),
        Row("NOT_EQUAL", "nan", [double.NaN, 1.0], []),
        Row("NOT_EQUAL", "1", [double.NaN], []),
        Row("EQUAL", "inf", [double.PositiveInfinity], []),
        Row("EQUAL", "-Infinity", [double.NegativeInfinity], []),
        Row("EQUAL", ".5", [0.5], []),
        Row("EQUAL", "5.", [5.0], []),
        Row("EQUAL", "1_0.5", [10.5], []),
        Row("EQUAL", "1__0", [], [10L, 10.0]),
        Row("EQUAL", "caf\u00e9", ["caf\u00e9"], ["cafe\u0301"]),
        Row("EQUAL", "A", [], ["a"]),
        Row("EQUAL", "99999999999999999999", ["99999999999999999999"], ["99999999999999999998"]),
        Row("NOT_EQUAL", "abc", [], [5L, 5.0]),
        Row("NOT_EQUAL", "5.5", [5.0], [5L]),
        Row("NOT_EQUAL", "5", [6L, "x"], [5L, null]),
        Row("NOT_EQUAL", "true", [false], [true]),
        Row("NOT_EQUAL", null, ["x", false], ["None", true, 5L]),
        Row("NOT_EQUAL", "1.2:semver", [], ["1.2.3", "v1"]),
        Row("GREATER_THAN", "5", [6L, 5.5, "10", "9", "a"], [4L, 5L, 5.0, true, null]),
        Row("GREATER_THAN", "5.5", [], [10L, 5.5]),
        Row("GREATER_THAN", "b", ["c"], ["a", "b", "ab"]),
        Row("GREATER_THAN", "false", [true], [false]),
        Row("GREATER_THAN", "true", [], [true, false]),
        Row("GREATER_THAN", "nan", [], [1.0]),
        Row("GREATER_THAN_INCLUSIVE", "5", [5L, 6L, 5.0, 5.5, "10", "9", "a", true], [4L, null]),
        Row("GREATER_THAN_INCLUSIVE", "5.5", [5.5], [10L]),
        Row("GREATER_THAN_INCLUSIVE", "b", ["b", "c"], ["a", "ab"]),
        Row("GREATER_THAN_INCLUSIVE", "false", [true, false], []),
        Row("GREATER_THAN_INCLUSIVE", "true", [true], [false]),
        Row("GREATER_THAN_INCLUSIVE", "nan", [], [1.0]),
        Row("LESS_THAN", "5", [4L], [5L, 6L, 5.0, 5.5, "10", "9", "a", true, null]),
        Row("LESS_THAN", "5.5", [], [10L, 5.5]),
        Row("LESS_THAN", "b", ["a", "ab"], ["b", "c"]),
        Row("LESS_THAN", "false", [], [true, false]),
        Row("LESS_THAN", "true", [false], [true]),
        Row("LESS_THAN", "nan", [], [1.0]),
        Row("LESS_THAN_INCLUSIVE", "5", [4L, 5L, 5.0, true], [6L, 5.5, "10", "9", "a", null]),
        Row("LESS_THAN_INCLUSIVE", "5.5", [5.5], [10L]),
        Row("LESS_THAN_INCLUSIVE", "b", ["a", "b", "ab"], ["c"]),
        Row("LESS_THAN_INCLUSIVE", "false", [false], [true]),
        Row("LESS_THAN_INCLUSIVE", "true", [true, false], []),
        Row("LESS_THAN_INCLUSIVE", "nan", [], [1.0]),
        Row("GREATER_THAN", null, ["Zed"], ["Aha"]),
        Row("GREATER_THAN", "\ufffd", ["\U0001f600"], []),
        Row("LESS_THAN", "\U0001f600", ["\ufffd"], []),
        Row("LESS_THAN", "\ue000", [], ["\U0001f600"]),
        Row("EQUAL", "1.2.3:semver", ["1.2.3", "1.2.3+b1"], ["1.2.3-rc1", "1.2.4", "1.2", "v1.2.3", "01.2.3", "x", 5L]),
        Row("NOT_EQUAL", "1.2.3:semver", ["1.2.4"], ["1.2.3+b1", "1.2", "nope"]),
        Row("EQUAL", "1.2.3 :semver", [], ["1.2.3"]),
        Row("GREATER_THAN", "1.2.3:semver", ["1.2.10"], ["1.2.3-rc1", "1.2.3"]),
        Row("GREATER_THAN", "1.0.0-rc.9:semver", ["1.0.0-rc.10", "1.0.0", "1.0.0-rc.9.1"], ["1.0.0-rc.1", "1.0.0-alpha", "1.0.0-9"]),
        Row("LESS_THAN", "1.0.0:semver", ["1.0.0-rc.1", "0.9.9"], ["1.0.0+x"]),
        Row("LESS_THAN_INCLUSIVE", "4.2.52:semver", ["4.2.52"], ["4.2.53"]),
        Row("GREATER_THAN_INCLUSIVE", "99999999999999999999.0.0:semver", ["100000000000000000000.0.0"], ["9.0.0"]),
        Row("EQUAL", ":semver", [], ["1.2.3", ""]),
        Row("LESS_THAN", "1.2.3:semver", [], [1L, 1.5]),
    ];

    private static IEnumerable<TestCaseData> Cases() => Rows.SelectMany(row => row.Cases());

    [TestCaseSource(nameof(Cases))]
    public void Condition_OfOperatorAndValues_MatchesAsInTheReference(string @operator, string? expected, object? trait, bool matches) =>
        Engine.Matches(@operator, expected, trait).Should().Be(matches);

    // The reference takes these for versions, since its pattern knows the digits of all scripts and the end before a line feed.
    [TestCase("1.2.3\n")]
    [TestCase("1.2.\u0663")]
    public void Version_OfOtherCharacters_IsNone(string trait) => Engine.Matches("EQUAL", "1.2.3:semver", trait).Should().BeFalse();

    private static OperatorRow Row(string @operator, string? expected, object?[] matching, object?[] missing) => new(@operator, expected, matching, missing);
}
