using System.Globalization;
using Flagsmith.Polling.Snapshots;

namespace Flagsmith.Polling.Tests.Snapshots;

/// <summary>Values have one form of a time span; settings, which people write, also have the loose one.</summary>
public sealed class ConstantTimeSpanTests
{
    [TestCase("01:02:03", true, true)]
    [TestCase("00:00:00", true, true)]
    [TestCase("-23:59:59.9999999", true, true)]
    [TestCase("10.01:02:03.5", true, true)]
    [TestCase(" 1:02:03", false, true)]
    [TestCase("01:02:3 ", false, true)]
    [TestCase("01:02:03 ", false, true)]
    [TestCase("01:02:03.5 ", false, true)]
    [TestCase(" 01:02:03", false, true)]
    [TestCase("1:2:3", false, true)]
    [TestCase("01:2:0003", false, true)]
    [TestCase("01:02:0003", false, true)]
    [TestCase("01:002:03", false, true)]
    [TestCase("1:2:3.4567", false, true)]
    [TestCase("01:02:03.", false, false)]
    [TestCase("01:02:03.12345678", false, false)]
    [TestCase("01:02:60", false, false)]
    [TestCase("24:00:00", false, false)]
    [TestCase("01:02", false, false)]
    [TestCase("60", false, false)]
    [TestCase("1.2:3", false, false)]
    [TestCase("01:02:03:04", false, false)]
    [TestCase("", false, false)]
    public void Parse_AnyForm_IsReadWhole_OrNotAtAll(string text, bool isExact, bool isLoose)
    {
        ConstantTimeSpan.TryParseExact(text, out var exact).Should().Be(isExact);
        ConstantTimeSpan.TryParse(text, out var loose).Should().Be(isLoose);

        exact.Should().Be(isExact ? TimeSpan.Parse(text, CultureInfo.InvariantCulture) : TimeSpan.Zero);
        loose.Should().Be(isLoose ? TimeSpan.Parse(text, CultureInfo.InvariantCulture) : TimeSpan.Zero);
    }
}
