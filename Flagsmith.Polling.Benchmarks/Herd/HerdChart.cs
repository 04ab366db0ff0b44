using System.Globalization;

namespace Flagsmith.Polling.Benchmarks.Herd;

/// <summary>Draws two runs of the same fleet, one above the other.</summary>
internal static class HerdChart
{
    private const double TopShare = 4;

    public static string Draw(HerdRun library, HerdRun plain) => RateChart.Draw(
        string.Create(CultureInfo.InvariantCulture, $"Requests per second of {library.Plan.Clients:N0} clients; the API hangs in the grey span"),
        ToPanel("Flagsmith.Polling", library, library.Plan.Mean * TopShare),
        ToPanel("fixed delays, no jitter", plain, plain.Requests.Max()));

    private static RatePanel ToPanel(string title, HerdRun run, double top) => new(
        title,
        [.. run.Requests.Select(count => count / run.Plan.Bin.TotalSeconds)],
        top,
        run.Plan.Bin,
        run.Plan.OutageFrom,
        run.Plan.OutageTo);
}
