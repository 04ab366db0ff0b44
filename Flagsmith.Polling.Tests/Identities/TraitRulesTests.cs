using Flagsmith.Polling.Identities;

namespace Flagsmith.Polling.Tests.Identities;

/// <summary>Which identifiers, keys and values are refused, and what the error says.</summary>
public sealed class TraitRulesTests
{
    private const string Pair = "\U0001F600";

    private static IEnumerable<TestCaseData> Identifiers()
    {
        yield return Case("a character", "a", null);
        yield return Case("white space around it", " a ", null);
        yield return Case("blank", " \t", "*blank*");
        yield return Case("empty", "", "*blank*");
        yield return Case("as long as may be", new string('x', 2000), null);
        yield return Case("a character longer", new string('x', 2001), "An identifier must have at most 2000 characters, * this one of 2001 has not.*");
        yield return Case("pairs count once", string.Concat(Enumerable.Repeat(Pair, 2000)), null);
        yield return Case("a pair too many", string.Concat(Enumerable.Repeat(Pair, 2001)), "*this one of 4002 has not.*");
        yield return Case("NUL", "a\0", "*NUL*");
        yield return Case("half of a pair at its end", "a" + Pair[..1], "*half of a surrogate pair*");
        yield return Case("half of a pair before a character", Pair[..1] + "a", "*half of a surrogate pair*");
        yield return Case("the second half first", Pair[1..] + Pair, "*half of a surrogate pair*");
        yield return Case("a pair, then a half", Pair + Pair[..1], "*half of a surrogate pair*");
    }

    [TestCaseSource(nameof(Identifiers))]
    public void Identifier(string identifier, string? error) => Expect(() => TraitRules.CheckIdentifier(identifier), error, "identifier");

    private static IEnumerable<TestCaseData> Keys()
    {
        yield return Case("a character", "k", null);
        yield return Case("white space inside", "a key", null);
        yield return Case("empty", "", "A trait's key must have 1 to 200 characters, * this one of 0 has not.*");
        yield return Case("white space before it", " key", "*no white space at its ends*");
        yield return Case("white space behind it", "key\n", "*no white space at its ends*");
        yield return Case("as long as may be", new string('k', 200), null);
        yield return Case("a character longer", new string('k', 201), "*this one of 201 has not.*");
        yield return Case("NUL", "k\0k", "*NUL*");
    }

    [TestCaseSource(nameof(Keys))]
    public void Key(string key, string? error) => Expect(() => TraitRules.CheckKey(key), error, "key");

    private static IEnumerable<TestCaseData> Values()
    {
        yield return Case("a text as long as may be", (TraitValue)new string('v', 2000), null);
        yield return Case("a text a character longer", (TraitValue)new string('v', 2001), "A trait's value that is a text must have at most 2000 characters*");
        yield return Case("an empty text", (TraitValue)"", null);
        yield return Case("the largest integer", (TraitValue)int.MaxValue, null);
        yield return Case("an integer of 33 bits", (TraitValue)(int.MaxValue + 1L), "A trait's value that is an integer must have 32 bits*");
        yield return Case("the smallest integer", (TraitValue)int.MinValue, null);
        yield return Case("an integer below it", (TraitValue)(int.MinValue - 1L), "A trait's value that is an integer must have 32 bits*");
        yield return Case("a double", (TraitValue)1e300, null);
        yield return Case("infinity", (TraitValue)double.NegativeInfinity, "A trait's value must be a finite number*");
        yield return Case("no number", (TraitValue)double.NaN, "A trait's value must be a finite number*");
        yield return Case("a boolean", (TraitValue)false, null);
        yield return Case("nothing", default(TraitValue), "A trait's value must not be nothing: delete the trait instead*");
    }

    [TestCaseSource(nameof(Values))]
    public void Value(TraitValue value, string? error) => Expect(() => TraitRules.CheckValue(value), error, "value");

    [Test]
    public void Null_IsRefused()
    {
        FluentActions.Invoking(static () => TraitRules.CheckIdentifier(null!)).Should().Throw<ArgumentNullException>().WithParameterName("identifier");
        FluentActions.Invoking(static () => TraitRules.CheckKey(null!)).Should().Throw<ArgumentNullException>().WithParameterName("key");
    }

    private static TestCaseData Case(string name, object value, string? error) => new TestCaseData(value, error).SetArgDisplayNames(name);

    private static void Expect(Action check, string? error, string parameter)
    {
        if (error is null)
        {
            check.Should().NotThrow();
        }
        else
        {
            check.Should().Throw<ArgumentException>().WithMessage(error).WithParameterName(parameter);
        }
    }
}
