using System.Globalization;

namespace Flagsmith.Polling.Benchmarks.Summary.Web;

/// <summary>What ten reads by name, and what a gate, add to a request of a minimal API: time on cores of the server's process, endpoint with and without in turns.</summary>
internal sealed class WebRows : IRowGroup
{
    private const int WarmUpRounds = 24;
    private const int Rounds = 120;
    private const int Requests = 240;
    private const int Connections = 4;
    private const double Target = 1.03;
    private const double MaxHalfWidth = 0.05;
    private const double Confidence = 1.96;

    public IReadOnlyList<string> Ids { get; } = ["web.overhead", "gate.overhead"];

    public async Task<IReadOnlyList<SummaryRow>> MeasureAsync()
    {
        using var server = ChildRun.Start([WebServerMode.Argument]);
        using var client = new HttpClient { BaseAddress = new Uri(await server.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The server did not start.")) };
        var costs = new Dictionary<string, double[]>(StringComparer.Ordinal) { ["/ten"] = new double[Rounds], ["/none"] = new double[Rounds], ["/bare"] = new double[Rounds], ["/gated"] = new double[Rounds] };
        for (var round = -WarmUpRounds; round < Rounds; round++)
        {
            foreach (var path in round % 2 == 0 ? costs.Keys : costs.Keys.Reverse())
            {
                costs[path][Math.Max(0, round)] = await CostAsync(client, path);
            }
        }

        server.StandardInput.Close();
        await server.WaitForExitAsync();
        var byBare = string.Create(CultureInfo.InvariantCulture, $"; by one into which nothing is injected {Ratios(costs["/ten"], costs["/bare"])[Rounds / 2]:0.00}");
        return [RowOf("web.overhead", costs["/ten"], costs["/none"], byBare), RowOf("gate.overhead", costs["/gated"], costs["/bare"], "")];
    }

    /// <summary>Gives the nanoseconds on cores that one request takes the server.</summary>
    private static async Task<double> CostAsync(HttpClient client, string path)
    {
        var before = await CpuAsync(client);
        await Parallel.ForAsync(0, Connections, async (_, token) =>
        {
            for (var request = 0; request < Requests / Connections; request++)
            {
                if (await client.GetStringAsync(path, token) != "8 on")
                {
                    throw new InvalidOperationException($"{path} returned an unexpected response.");
                }
            }
        });
        return (await CpuAsync(client) - before) / Requests;
    }

    private static async Task<double> CpuAsync(HttpClient client) => double.Parse(await client.GetStringAsync("/cpu"), CultureInfo.InvariantCulture);

    // The median and its interval by ranks (n/2 ± 1.96 √n/2 hold it with 95 %): a round that other work has disturbed counts as one, however much it was.
    private static SummaryRow RowOf(string id, double[] with, double[] without, string more)
    {
        var ratios = Ratios(with, without);
        var reach = (int)Math.Ceiling(Confidence * Math.Sqrt(ratios.Length) / 2);
        var (low, median, high) = (ratios[(ratios.Length / 2) - reach], ratios[ratios.Length / 2], ratios[(ratios.Length / 2) + reach]);
        var detail = string.Create(
            CultureInfo.InvariantCulture, $"95 % interval {low:0.000} to {high:0.000}; {without.Order().ElementAt(Rounds / 2) / 1e3:0.0} µs a request{more}");
        var row = new SummaryRow(id, median, Target, low <= Target ? Verdict.Ok : Verdict.Short, detail);
        return (high - low) / 2 > MaxHalfWidth ? row with { Verdict = Verdict.Noisy } : row;
    }

    private static double[] Ratios(double[] one, double[] other) => [.. one.Zip(other, (first, second) => first / second).Order()];
}
