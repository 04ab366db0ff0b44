using System.Globalization;
using System.Xml.Linq;
using Flagsmith.Polling.Benchmarks.Chart;

namespace Flagsmith.Polling.Tests.Benchmarks;

public sealed class BarChartTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Test]
    public void Draw_EscapesTexts() =>
        Texts(Draw([new("c < d", 1)], """<a> & "b" """, "1 < 2")).Should().Contain("""<a> & "b" """).And.Contain("1 < 2").And.Contain("c < d");

    [Test]
    public void Draw_MakesOneBarForEachCostAndSetsOursApart()
    {
        var bars = Bars(Draw([new("floor", 1), new("ours", 2, IsOurs: true), new("other", 3)]));

        bars.Should().HaveCount(3);
        bars[1].Attribute("fill")!.Value.Should().NotBe(bars[0].Attribute("fill")!.Value);
        bars[2].Attribute("fill")!.Value.Should().Be(bars[0].Attribute("fill")!.Value);
    }

    [Test]
    public void Draw_MakesABarLongerByTheSameForEachDecade()
    {
        var widths = Widths(Draw([new("a", 1), new("b", 10), new("c", 100), new("d", 1_000)]));

        widths.Should().Equal(140, 280, 420, 560); // the shortest bar is one decade long, the longest all of them
    }

    [TestCase(0.7, 70_000)]
    [TestCase(0.1, 0.1)]
    [TestCase(9.99, 10)]
    [TestCase(1e3, 9e9)]
    public void Draw_KeepsEveryBarVisibleAndOnThePage(double least, double most) =>
        Widths(Draw([new("a", least), new("b", most)])).Should().OnlyContain(width => width > 0 && width <= 560);

    [Test]
    public void Draw_WritesTheFiguresAtTheBarsAndTheDecadesBelow() =>
        Texts(Draw([new("floor", 0.7), new("ours", 1.61, IsOurs: true), new("far", 84_000)], floor: 0.7))
            .Should().Contain(["0.7 ns (1 ×)", "1.61 ns (2.3 ×)", "84 µs (120,000 ×)"])
            .And.ContainInOrder("0.1 ns", "1 ns", "10 ns", "100 ns", "1 µs", "10 µs", "100 µs");

    [Test]
    public void Draw_IsWhiteBehind()
    {
        var back = XDocument.Parse(Draw([new("a", 1)])).Descendants(Svg + "rect").First();

        back.Attributes().Select(attribute => attribute.Value).Should().Equal("100%", "100%", "#fff");
    }

    [Test, SetCulture("de-DE")]
    public void Draw_IsTheSameInEveryCulture()
    {
        ReadCost[] costs = [new("a", 0.75), new("b", 123_456)];
        var german = Draw(costs);
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

        Draw(costs).Should().Be(german);
    }

    [TestCase(0.1, "0.1 ns")]
    [TestCase(0.674, "0.67 ns")]
    [TestCase(9.994, "9.99 ns")]
    [TestCase(9.996, "10 ns")]
    [TestCase(16, "16 ns")]
    [TestCase(99.96, "100 ns")]
    [TestCase(999.4, "999 ns")]
    [TestCase(999.6, "1 µs")]
    [TestCase(46_911, "46.9 µs")]
    [TestCase(1_234_000, "1.23 ms")]
    [TestCase(5e9, "5,000 ms")]
    public void TimeText_TakesTheUnitThatSuits(double nanoseconds, string text) => TimeText.Of(nanoseconds).Should().Be(text);

    private static string Draw(ReadCost[] costs, string title = "", string note = "", double floor = 1) => BarChart.Draw(title, note, costs, floor);

    private static XElement[] Bars(string chart) =>
        [.. XDocument.Parse(chart).Descendants(Svg + "rect").Where(rect => rect.Attribute("class")?.Value == "bar")];

    private static double[] Widths(string chart) =>
        [.. Bars(chart).Select(bar => double.Parse(bar.Attribute("width")!.Value, CultureInfo.InvariantCulture))];

    private static string[] Texts(string chart) => [.. XDocument.Parse(chart).Descendants(Svg + "text").Select(text => text.Value)];
}
