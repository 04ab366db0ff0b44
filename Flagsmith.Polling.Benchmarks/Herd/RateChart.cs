using System.Globalization;
using System.Security;
using System.Text;

namespace Flagsmith.Polling.Benchmarks.Herd;

/// <summary>Draws values over time as SVG: panels one above the other, on white, so that it can be read on a dark page too.</summary>
internal static class RateChart
{
    private const int Left = 60;
    private const int Width = 900;
    private const int PanelHeight = 160;
    private const int PanelPitch = 230;
    private const int FirstPanel = 70;
    private const int MinutesBetweenTicks = 5;

    public static string Draw(string title, params RatePanel[] panels)
    {
        var height = FirstPanel + (panels.Length * PanelPitch) - 20;
        var svg = new StringBuilder();
        Line(svg, $"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Left + Width + 20} {height}" font-family="sans-serif" font-size="12" fill="#333">""");
        Line(svg, $"""<rect width="100%" height="100%" fill="#fff"/>""");
        Line(svg, $"""<text x="{Left}" y="24" font-size="16">{Escape(title)}</text>""");
        for (var index = 0; index < panels.Length; index++)
        {
            Line(svg, $"""<g transform="translate({Left} {FirstPanel + (index * PanelPitch)})">""");
            DrawPanel(svg, panels[index]);
            Line(svg, $"</g>");
        }

        Line(svg, $"</svg>");
        return svg.ToString();
    }

    private static void DrawPanel(StringBuilder svg, RatePanel panel)
    {
        var from = X(panel, panel.MarkFrom);
        Line(svg, $"""<rect x="{from:F1}" width="{X(panel, panel.MarkTo) - from:F1}" height="{PanelHeight}" fill="#ddd"/>""");
        DrawGrid(svg, panel);
        Line(svg, $"""<polyline fill="none" stroke="#1f6feb" points="{Points(panel)}"/>""");
        var cut = panel.Values.Max() > panel.Top ? string.Create(CultureInfo.InvariantCulture, $" (cut off at the top: {panel.Values.Max():N0})") : "";
        Line(svg, $"""<text y="-10" font-size="13">{Escape(panel.Title + cut)}</text>""");
    }

    private static void DrawGrid(StringBuilder svg, RatePanel panel)
    {
        for (var quarter = 0; quarter <= 4; quarter++)
        {
            var value = panel.Top * quarter / 4;
            Line(svg, $"""<line x2="{Width}" y1="{Y(panel, value):F1}" y2="{Y(panel, value):F1}" stroke="#bbb" stroke-width="0.5"/>""");
            Line(svg, $"""<text x="-6" y="{Y(panel, value) + 4:F1}" text-anchor="end">{value:N0}</text>""");
        }

        for (var minute = 0; minute <= panel.Length.TotalMinutes; minute += MinutesBetweenTicks)
        {
            Line(svg, $"""<text x="{X(panel, TimeSpan.FromMinutes(minute)):F1}" y="{PanelHeight + 18}" text-anchor="middle">{minute} min</text>""");
        }
    }

    /// <summary>Gives the least and the most of each pixel column: no peak is lost, and an hour of seconds stays small.</summary>
    private static string Points(RatePanel panel)
    {
        var values = panel.Values;
        var columns = Math.Min(Width, values.Length);
        var points = Enumerable.Range(0, columns).SelectMany(column =>
        {
            var slice = values[(column * values.Length / columns)..((column + 1) * values.Length / columns)];
            var x = Width * (column + 0.5) / columns;
            return new[] { Point(x, Y(panel, slice.Min())), Point(x, Y(panel, slice.Max())) };
        });
        return string.Join(' ', points);
    }

    private static string Point(double x, double y) => string.Create(CultureInfo.InvariantCulture, $"{x:0.#},{y:0.#}");

    private static double X(RatePanel panel, TimeSpan at) => Width * (at / panel.Length);

    private static double Y(RatePanel panel, double value) => PanelHeight * (1 - (Math.Min(value, panel.Top) / panel.Top));

    private static string Escape(string text) => SecurityElement.Escape(text);

    private static void Line(StringBuilder svg, FormattableString text) => svg.Append(text.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
