using System.Globalization;
using System.Security;
using System.Text;

namespace Fleet;

/// <summary>Draws a timeline as SVG: a row for the requests to Flagsmith, a row for each worker, a line for each event. On white, so that it can be read on a dark page too.</summary>
internal static class TimelinePicture
{
    private const int Left = 90;
    private const int Width = 860;
    private const int FirstRow = 150;
    private const int RowPitch = 30;
    private const int SecondsBetweenTicks = 5;

    public static string Draw(IReadOnlyList<Moment> moments, TimeSpan length)
    {
        var workers = moments.Where(static moment => moment.Kind is TimelineKind.On or TimelineKind.Off).Select(static moment => moment.Who).Distinct().Order(StringComparer.Ordinal).ToArray();
        var bottom = FirstRow + ((workers.Length + 1) * RowPitch);
        var svg = new StringBuilder();
        Line(svg, $"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Left + Width + 20} {bottom + 30}" font-family="sans-serif" font-size="12" fill="#333">""");
        Line(svg, $"""<rect width="100%" height="100%" fill="#fff"/>""");
        Line(svg, $"""<text x="{Left}" y="22" font-size="16">Five workers that share one Redis, polling every second</text>""");
        DrawEvents(svg, moments, length, bottom);
        DrawRequests(svg, moments, length);
        for (var row = 0; row < workers.Length; row++)
        {
            DrawWorker(svg, workers[row], FirstRow + ((row + 1) * RowPitch), moments, length);
        }

        for (var second = 0; second <= length.TotalSeconds; second += SecondsBetweenTicks)
        {
            Line(svg, $"""<text x="{X(TimeSpan.FromSeconds(second), length):F1}" y="{bottom + 18}" text-anchor="middle">{second} s</text>""");
        }

        Line(svg, $"</svg>");
        return svg.ToString();
    }

    private static void DrawEvents(StringBuilder svg, IReadOnlyList<Moment> moments, TimeSpan length, int bottom)
    {
        var events = moments.Where(static moment => moment.Kind == TimelineKind.Event).ToArray();
        for (var index = 0; index < events.Length; index++)
        {
            var (x, y) = (X(events[index].At, length), 42 + (index % 6 * 14));
            Line(svg, $"""<line x1="{x:F1}" x2="{x:F1}" y1="{y + 3}" y2="{bottom}" stroke="#999" stroke-dasharray="3 3"/>""");
            Line(svg, $"""<text x="{x:F1}" y="{y}" font-size="11" text-anchor="{(x > Left + (Width * 0.7) ? "end" : "start")}">{SecurityElement.Escape(events[index].Who)}</text>""");
        }
    }

    private static void DrawRequests(StringBuilder svg, IReadOnlyList<Moment> moments, TimeSpan length)
    {
        Line(svg, $"""<text x="{Left - 8}" y="{FirstRow + 4}" text-anchor="end">requests</text>""");
        foreach (var request in moments.Where(static moment => moment.Kind == TimelineKind.Request))
        {
            Line(svg, $"""<line x1="{X(request.At, length):F1}" x2="{X(request.At, length):F1}" y1="{FirstRow - 8}" y2="{FirstRow + 8}" stroke="#1f6feb" stroke-width="1.5"/>""");
        }
    }

    private static void DrawWorker(StringBuilder svg, string worker, int y, IReadOnlyList<Moment> moments, TimeSpan length)
    {
        Line(svg, $"""<text x="{Left - 8}" y="{y + 4}" text-anchor="end">{SecurityElement.Escape(worker)}</text>""");
        var own = moments.Where(moment => moment.Who == worker).ToArray();
        for (var index = 0; index < own.Length && own[index].Kind != TimelineKind.Killed; index++)
        {
            var (from, to) = (X(own[index].At, length), X(index + 1 < own.Length ? own[index + 1].At : length, length));
            Line(svg, $"""<rect x="{from:F1}" y="{y - 8}" width="{to - from:F1}" height="16" fill="{(own[index].Kind == TimelineKind.On ? "#2da44e" : "#d0d7de")}"/>""");
        }

        if (own.FirstOrDefault(static moment => moment.Kind == TimelineKind.Killed) is { } killed)
        {
            Line(svg, $"""<text x="{X(killed.At, length) + 3:F1}" y="{y + 4}" fill="#cf222e">✕</text>""");
        }
    }

    private static double X(TimeSpan at, TimeSpan length) => Left + (Width * (at / length));

    private static void Line(StringBuilder svg, FormattableString text) => svg.Append(text.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
