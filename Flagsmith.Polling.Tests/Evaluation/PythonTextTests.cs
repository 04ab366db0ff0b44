using System.Numerics;
using Flagsmith.Polling.Evaluation.Python;

namespace Flagsmith.Polling.Tests.Evaluation;

/// <summary>Numbers are read and printed as Python does it.</summary>
public sealed class PythonTextTests
{
    [TestCase(0.0, "0.0")]
    [TestCase(-0.0, "-0.0")]
    [TestCase(1.0, "1.0")]
    [TestCase(-1.5, "-1.5")]
    [TestCase(100.0, "100.0")]
    [TestCase(54.54, "54.54")]
    [TestCase(0.1, "0.1")]
    [TestCase(0.0001, "0.0001")]
    [TestCase(0.00012345, "0.00012345")]
    [TestCase(0.00001, "1e-05")]
    [TestCase(1.5e-7, "1.5e-07")]
    [TestCase(1e15, "1000000000000000.0")]
    [TestCase(1234567890123456.0, "1234567890123456.0")]
    [TestCase(9999999999999998.0, "9999999999999998.0")]
    [TestCase(1e16, "1e+16")]
    [TestCase(12345678901234568.0, "1.2345678901234568e+16")]
    [TestCase(1e22, "1e+22")]
    [TestCase(1e23, "1e+23")]
    [TestCase(1e100, "1e+100")]
    [TestCase(5e-324, "5e-324")]
    [TestCase(1.7976931348623157e308, "1.7976931348623157e+308")]
    [TestCase(double.PositiveInfinity, "inf")]
    [TestCase(double.NegativeInfinity, "-inf")]
    [TestCase(double.NaN, "nan")]
    public void Double_Printed_HasPythonsText(double value, string expected) => PythonText.Of(value).Should().Be(expected);

    [Test]
    public void OtherKinds_Printed_HavePythonsText()
    {
        PythonText.Of(true).Should().Be("True");
        PythonText.Of(Engine.ValueOf(false)).Should().Be("False");
        PythonText.Of(Engine.ValueOf(BigInteger.Pow(10, 30))).Should().Be("1" + new string('0', 30));
        PythonText.Of(Engine.ValueOf(null)).Should().Be("None");
        PythonText.Of(Engine.ValueOf("x")).Should().Be("x");
    }

    [TestCase("5", "5")]
    [TestCase(" +5\n", "5")]
    [TestCase("-007", "-7")]
    [TestCase("1_000", "1000")]
    [TestCase("\u0661\u0662", "12")]
    [TestCase("\U0001d7d7", "9")]
    [TestCase("\u3000\uff15\u3000", "5")]
    [TestCase("\u00855", "5")]
    [TestCase("", null)]
    [TestCase(" ", null)]
    [TestCase("-", null)]
    [TestCase("+-5", null)]
    [TestCase("- 5", null)]
    [TestCase("_5", null)]
    [TestCase("5_", null)]
    [TestCase("5__5", null)]
    [TestCase("5.0", null)]
    [TestCase("5e3", null)]
    [TestCase("0x1f", null)]
    [TestCase("\u00b2", null)]
    [TestCase("\u2167", null)]
    [TestCase("\u001f5", null)]
    [TestCase("5\0", null)]
    [TestCase("5 5", null)]
    [TestCase("\u200b5", null)]
    public void Integer_Parsed_IsReadAsByInt(string text, string? expected) =>
        (PythonNumbers.TryParseInteger(text, out var value) ? value.ToString(null, null) : null).Should().Be(expected);

    [TestCase("5", 5.0)]
    [TestCase(" -5.25e-1 ", -0.525)]
    [TestCase(".5", 0.5)]
    [TestCase("5.", 5.0)]
    [TestCase("1_0.5", 10.5)]
    [TestCase("1.0_5", 1.05)]
    [TestCase("1e1_0", 1e10)]
    [TestCase("1E+2", 100.0)]
    [TestCase("\u0663.\u0665", 3.5)]
    [TestCase("inf", double.PositiveInfinity)]
    [TestCase("-Infinity", double.NegativeInfinity)]
    [TestCase("+iNf", double.PositiveInfinity)]
    [TestCase("1e400", double.PositiveInfinity)]
    [TestCase("-1e400", double.NegativeInfinity)]
    [TestCase("NaN", double.NaN)]
    [TestCase("-nan", double.NaN)]
    [TestCase("", null)]
    [TestCase(".", null)]
    [TestCase("e5", null)]
    [TestCase("5e", null)]
    [TestCase("1__0", null)]
    [TestCase("1_.5", null)]
    [TestCase("1._5", null)]
    [TestCase("1e_5", null)]
    [TestCase("5,5", null)]
    [TestCase("0x1p3", null)]
    [TestCase("infinit", null)]
    [TestCase("nan(1)", null)]
    [TestCase("\u0131nf", null)]
    [TestCase("1e5\0", null)]
    public void Double_Parsed_IsReadAsByFloat(string text, double? expected) =>
        (PythonNumbers.TryParseDouble(text, out var value) ? value : default(double?)).Should().Be(expected);

    [TestCase(4300, true)]
    [TestCase(4301, false)]
    public void Integer_OfManyDigits_IsReadUpToPythonsLimit(int digits, bool isRead) =>
        PythonNumbers.TryParseInteger(new string('1', digits), out _).Should().Be(isRead);

    [Test]
    public void Integer_BeyondTheDoubles_RoundsToTheNearest()
    {
        PythonNumbers.TryConvert(BigInteger.Pow(2, 64) + 2049, out var value).Should().BeTrue();
        value.Should().Be(18446744073709555712.0);
        PythonNumbers.TryConvert(BigInteger.Pow(10, 400), out _).Should().BeFalse("Python raises, which no condition matches");
    }

    [TestCase("a", "b")]
    [TestCase("a", "aa")]
    [TestCase("", "a")]
    [TestCase("B", "a")]
    [TestCase("\ud7ff", "\ue000")]
    [TestCase("\ufffd", "\U0001f600")]
    [TestCase("\ue000", "\U00010000")]
    [TestCase("\U0001f600", "\U0001f601")]
    [TestCase("x\uffff", "x\U00010000")]
    public void Texts_Compared_StandInTheOrderOfCodePoints(string smaller, string greater)
    {
        CodePointOrder.Compare(smaller, greater).Should().BeNegative();
        CodePointOrder.Compare(greater, smaller).Should().BePositive();
        CodePointOrder.Compare(greater, greater).Should().Be(0);
    }
}
