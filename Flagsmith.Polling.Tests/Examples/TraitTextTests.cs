using FlagConsole.Commands;

namespace Flagsmith.Polling.Tests.Examples;

public sealed class TraitTextTests
{
    private static IEnumerable<TestCaseData> Typed()
    {
        yield return Case("true", true);
        yield return Case("false", false);
        yield return Case("0", 0);
        yield return Case("-5", -5);
        yield return Case("9223372036854775807", long.MaxValue);
        yield return Case("1.5", 1.5);
        yield return Case("-0.25", -0.25);
        yield return Case("2.0", 2.0);
        yield return Case("\"42\"", "42");
        yield return Case("\"\"", "");
        yield return Case("\"say \"hi\"\"", "say \"hi\"");
    }

    [TestCaseSource(nameof(Typed))]
    public void Parse_WhatJsonWouldType_IsTyped(string text, TraitValue expected) => TraitText.Parse(text).Should().Be(expected);

    [TestCase("")]
    [TestCase("team")]
    [TestCase("True")]
    [TestCase("null")]
    [TestCase("007")]
    [TestCase("+49")]
    [TestCase("1,5")]
    [TestCase(".5")]
    [TestCase("1.")]
    [TestCase("1e5")]
    [TestCase(" 1")]
    [TestCase("1\n")]
    [TestCase("NaN")]
    [TestCase("Infinity")]
    [TestCase("9223372036854775808")]
    [TestCase("\"")]
    [TestCase("\"open")]
    public void Parse_AllElse_IsText(string text) => TraitText.Parse(text).Should().Be((TraitValue)text);

    [Test]
    [SetCulture("de-DE")]
    public void Parse_IgnoresTheCulture()
    {
        TraitText.Parse("1.5").Should().Be((TraitValue)1.5);
        TraitText.Parse("1,5").Should().Be((TraitValue)"1,5");
    }

    [TestCase("query=a=b", "query", "a=b")]
    [TestCase("empty=", "empty", "")]
    public void Argument_SplitsAtTheFirstSign(string text, string key, string value) =>
        TraitArgument.Parse(text).Should().Be(new TraitArgument(key, value));

    [TestCase("plan")]
    [TestCase("=team")]
    [TestCase("")]
    public void Argument_WithoutKeyOrSign_IsRefused(string text) => TraitArgument.Parse(text).Should().BeNull();

    private static TestCaseData Case(string text, TraitValue expected) => new TestCaseData(text, expected).SetArgDisplayNames(text);
}
