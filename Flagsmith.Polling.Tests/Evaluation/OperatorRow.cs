namespace Flagsmith.Polling.Tests.Evaluation;

/// <summary>A condition, the trait values that it matches and some that it does not.</summary>
internal sealed record OperatorRow(string Operator, string? Expected, object?[] Matching, object?[] Missing)
{
    public IEnumerable<TestCaseData> Cases() =>
        Matching.Select(trait => CaseOf(trait, matches: true)).Concat(Missing.Select(trait => CaseOf(trait, matches: false)));

    private TestCaseData CaseOf(object? trait, bool matches) =>
        new TestCaseData(Operator, Expected, trait, matches).SetArgDisplayNames(Operator, Show(Expected), Show(trait), matches ? "yes" : "no");

    /// <summary>Shows a value and its kind, in ASCII characters: names of test cases go into files.</summary>
    private static string Show(object? value) => value switch
    {
        null => "null",
        string text => "'" + string.Concat(text.Select(unit => unit is >= ' ' and < (char)127 ? unit.ToString() : $"<{(int)unit:x}>")) + "'",
        _ => FormattableString.Invariant($"{value.GetType().Name} {value}"),
    };
}
