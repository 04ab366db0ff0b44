using System.Globalization;
using System.Security;
using System.Text;

namespace Flagsmith.Polling.Benchmarks.Chart;

/// <summary>Draws times as bars on a logarithmic axis, as SVG: on white, so that it can be read on a dark page too.</summary>
internal static class BarChart
{
    private const int Left = 260;
    private const int Width = 560;
    private const int Right = 160;
    private const int Top = 72;
    private const int Pitch = 30;
    private const int Thickness = 20;

    private const string OursColour = "#1f6feb";
    private const string OtherColour = "#8c959f";

    /// <param name="title">What is drawn.</param>
    /// <param name="note">What has to be known of it.</param>
    /// <param name="costs">The bars, from top to bottom.</param>
    /// <param name="floor">The time that the ratios refer to.</param>
    public static string Draw(string title, string note, IReadOnlyList<ReadCost> costs, double floor)
    {
        var (first, last) = Decades(costs);
        var bottom = Top + (costs.Count * Pitch);
        var svg = new StringBuilder();
        Line(svg, $"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Left + Width + Right} {bottom + 56}" font-family="sans-serif" font-size="13" fill="#333">""");
        Line(svg, $"""<rect width="100%" height="100%" fill="#fff"/>""");
        Line(svg, $"""<text x="16" y="26" font-size="17">{Escape(title)}</text>""");
        Line(svg, $"""<text x="16" y="47" font-size="12" fill="#666">{Escape(note)}</text>""");
        DrawAxis(svg, first, last, bottom);
        for (var index = 0; index < costs.Count; index++)
        {
            DrawBar(svg, costs[index], Top + (index * Pitch), X(costs[index].Nanoseconds, first, last), costs[index].Nanoseconds / floor);
        }

        Line(svg, $"</svg>");
        return svg.ToString();
    }

    private static void DrawAxis(StringBuilder svg, int first, int last, int bottom)
    {
        for (var decade = first; decade <= last; decade++)
        {
            var time = Math.Pow(10, decade);
            var x = Left + X(time, first, last);
            Line(svg, $"""<line x1="{x:0.#}" x2="{x:0.#}" y1="{Top - 6}" y2="{bottom}" stroke="#ccc" stroke-width="0.7"/>""");
            Line(svg, $"""<text x="{x:0.#}" y="{bottom + 18}" text-anchor="middle" font-size="12">{TimeText.Of(time)}</text>""");
        }

        Line(svg, $"""<text x="{Left + (Width / 2)}" y="{bottom + 42}" text-anchor="middle" font-size="12">one read; each line is ten times the one before</text>""");
    }

    private static void DrawBar(StringBuilder svg, ReadCost cost, int y, double width, double ratio)
    {
        var colour = cost.IsOurs ? OursColour : OtherColour;
        var weight = cost.IsOurs ? "bold" : "normal";
        var baseline = y + (Thickness / 2) + 5;
        Line(svg, $"""<text x="{Left - 10}" y="{baseline}" text-anchor="end" font-weight="{weight}">{Escape(cost.Name)}</text>""");
        Line(svg, $"""<rect class="bar" x="{Left}" y="{y}" width="{width:0.#}" height="{Thickness}" fill="{colour}"/>""");
        Line(svg, $"""<text x="{Left + width + 8:0.#}" y="{baseline}" font-weight="{weight}">{TimeText.Of(cost.Nanoseconds)} ({TimeText.Figure(ratio)} ×)</text>""");
    }

    /// <summary>Gives the powers of ten at both ends; the first is less than every bar, so that each can be seen.</summary>
    private static (int First, int Last) Decades(IReadOnlyList<ReadCost> costs)
    {
        var first = (int)Math.Ceiling(Math.Log10(costs.Min(cost => cost.Nanoseconds))) - 1;
        return (first, Math.Max(first + 1, (int)Math.Ceiling(Math.Log10(costs.Max(cost => cost.Nanoseconds)))));
    }

    private static double X(double nanoseconds, int first, int last) => Width * (Math.Log10(nanoseconds) - first) / (last - first);

    private static string Escape(string text) => SecurityElement.Escape(text);

    private static void Line(StringBuilder svg, FormattableString text) => svg.Append(text.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
