using System.Globalization;
using System.Xml.Linq;
using Flagsmith.Polling.Benchmarks.Herd;

namespace Flagsmith.Polling.Tests.Benchmarks;

public sealed class RateChartTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Test]
    public void Draw_EscapesTitles()
    {
        var svg = Parse(RateChart.Draw("""<a> & "b" """, Panel("c < d", 1, 2)));

        svg.Descendants(Svg + "text").Select(text => text.Value).Should().Contain("""<a> & "b" """).And.Contain("c < d");
    }

    [Test]
    public void Draw_MakesOneCurveForEachPanel() =>
        Parse(RateChart.Draw("two", Panel("one", 1, 2), Panel("two", 3, 4))).Descendants(Svg + "polyline").Should().HaveCount(2);

    [Test]
    public void Draw_PutsZeroAtTheBottomAndTheTopAtTheTop()
    {
        var points = Points(RateChart.Draw("", Panel("", 0, 10, 5)));

        points.Select(point => point.Y).Should().Equal(160, 160, 0, 0, 80, 80);
        points.Select(point => point.X).Should().BeInAscendingOrder().And.OnlyContain(x => x > 0 && x < 900);
    }

    [Test]
    public void Draw_CutsOffWhatIsHigherAndSaysSo()
    {
        var chart = RateChart.Draw("", Panel("rate", 0, 10_000));

        Points(chart).Min(point => point.Y).Should().Be(0);
        chart.Should().Contain("rate (cut off at the top: 10,000)");
    }

    [Test]
    public void Draw_OfMoreValuesThanPixels_KeepsEveryPeak()
    {
        var values = new double[3_600];
        values[1_801] = 10;

        var points = Points(RateChart.Draw("", Panel("", values)));

        points.Should().HaveCount(1_800).And.ContainSingle(point => point.Y == 0);
    }

    [Test, SetCulture("de-DE")]
    public void Draw_IsTheSameInEveryCulture() => RateChart.Draw("", Panel("", 0.3, 10_000)).Should().Contain("10,000").And.NotContain("10.000");

    private static RatePanel Panel(string title, params double[] values) =>
        new(title, values, Top: 10, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));

    private static XElement Parse(string chart) => XDocument.Parse(chart).Root!;

    private static (double X, double Y)[] Points(string chart) =>
    [
        .. Parse(chart).Descendants(Svg + "polyline").Single().Attribute("points")!.Value.Split(' ')
            .Select(point => point.Split(',').Select(number => double.Parse(number, CultureInfo.InvariantCulture)).ToArray())
            .Select(point => (point[0], point[1])),
    ];
}
