namespace Flagsmith.Polling.Tests.Evaluation;

/// <summary>The operators that look into texts and lists.</summary>
public sealed class TextOperatorTests
{
    private static readonly OperatorRow[] Rows =
    [
        Row("CONTAINS", "rc1:semver", ["1.2.3-rc1"], ["1.2.3", "1.2.3-rc1.2", "nope"]),
        Row("CONTAINS", "b1:semver", ["1.2.3+b1", "1.2.3-b1+x"], []),
        Row("CONTAINS", "1.2.3:semver", [], ["1.2.3"]),
        Row("CONTAINS", ":semver", [], ["1.2.3", "x:semver"]),
        Row("NOT_CONTAINS", "1.2.3:semver", ["1.2.3"], ["a1.2.3:semver"]),
        Row("REGEX", "1.2.3:semver", ["1.2.3:semver"], ["1.2.3"]),
        Row("IN", "1.2.3:semver", ["1.2.3:semver"], ["1.2.3"]),
        Row("CONTAINS", "bc", ["abcd"], ["acbd", "", null, true, 5L]),
        Row("CONTAINS", "", ["x", ""], []),
        Row("CONTAINS", "1", ["a1"], ["1234", "1.5", 1234L]),
        Row("CONTAINS", null, ["xNoney"], ["x"]),
        Row("CONTAINS", "B", [], ["abc"]),
        Row("NOT_CONTAINS", "9", ["1234a"], ["1234", "a9", 1234L, 1.5, true, null]),
        Row("NOT_CONTAINS", null, ["x"], ["None"]),
        Row("NOT_CONTAINS", "", [], ["x"]),
        Row("IN", "a,b", ["a", "b"], ["c", "", null]),
        Row("IN", "a, b", [" b"], ["b"]),
        Row("IN", "", [""], ["x"]),
        Row("IN", "[]", [], ["", "x", "[]"]),
        Row("IN", "1,2", [1L, "1"], [1.0, "1.0", true, 3L]),
        Row("IN", "7", ["007"], []),
        Row("IN", "007", [], ["007", 7L]),
        Row("IN", "[1,2]", [1L, "2"], [3L]),
        Row("IN", "[\"a\",\"b\"]", ["a"], ["[\"a\""]),
        Row("IN", "[foo,bar]", ["[foo", "bar]"], ["foo"]),
        Row("IN", "[1.0,true,null,1e2]", ["True", "None"], ["1.0", "100.0", 100L]),
        Row("IN", "1.5", [], [1.5, "1.5"]),
        Row("IN", null, [], ["None", "x"]),
        Row("IN", "True", [], [true]),
        Row("IN", " [\"a\"]", [" [\"a\"]"], ["a"]),
        Row("IN", "[\"a\"] ", ["a"], []),
        Row("IN", "[\"a\",]", ["[\"a\""], ["\"a\""]),
        Row("IN", "{\"a\":1}", ["{\"a\":1}"], ["a"]),
        Row("IN", "[12345678901234567890123]", ["12345678901234567890123"], []),
        Row("IN", "A", [], ["a"]),
        Row("IN", "[\"a,b\"]", ["a,b"], []),
        Row("IN", "a,,b", [""], []),
        Row("IN", "[-0]", [0L, "-0"], []),
        Row("IN", "[[1]]", [], [1L, "1"]),
        Row("REGEX", "b", ["b"], ["abc"]),
        Row("REGEX", "a", ["abc"], []),
        Row("REGEX", "\\d+", [123L, 12.5], ["abc"]),
        Row("REGEX", "1\\.0$", [1.0], []),
        Row("REGEX", "True", [true], [false]),
        Row("REGEX", "[", [], ["["]),
        Row("REGEX", "", [""], []),
        Row("REGEX", null, ["None"], ["x", 5L]),
        Row("REGEX", "abc$", ["abc", "abc\u000a"], ["abcd"]),
        Row("REGEX", "7$", ["007"], []),
    ];

    private static IEnumerable<TestCaseData> Cases() => Rows.SelectMany(row => row.Cases());

    [TestCaseSource(nameof(Cases))]
    public void Condition_OfOperatorAndValues_MatchesAsInTheReference(string @operator, string? expected, object? trait, bool matches) =>
        Engine.Matches(@operator, expected, trait).Should().Be(matches);

    private static OperatorRow Row(string @operator, string? expected, object?[] matching, object?[] missing) => new(@operator, expected, matching, missing);
}
