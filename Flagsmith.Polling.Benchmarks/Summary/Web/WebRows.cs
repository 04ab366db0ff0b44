using System.Globalization;

namespace Flagsmith.Polling.Benchmarks.Summary.Web;

/// <summary>What ten reads by name add to a request of a minimal API: time on cores of the server's process, endpoint with and without in turns.</summary>
internal sealed class WebRows : IRowGroup
{
    private const int WarmUpRounds = 8;
    private const int Rounds = 60;
    private const int Requests = 400;
    private const int Connections = 4;
    private const double Target = 1.03;
    private const double MostHalfWidth = 0.05;
    private const double Confidence = 1.96; // standard errors to either side hold 95 %

    public IReadOnlyList<string> Ids { get; } = ["web.overhead"];

    public async Task<IReadOnlyList<SummaryRow>> MeasureAsync()
    {
        using var server = ChildRun.Start([WebServerMode.Argument]);
        using var client = new HttpClient { BaseAddress = new Uri(await server.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The server did not start.")) };
        var ratios = new List<double>();
        var none = 0.0;
        for (var round = -WarmUpRounds; round < Rounds; round++)
        {
            var first = round % 2 == 0 ? "/none" : "/ten";
            var one = await CostAsync(client, first);
            var other = await CostAsync(client, first == "/none" ? "/ten" : "/none");
            if (round >= 0)
            {
                ratios.Add(first == "/none" ? other / one : one / other);
                none += (first == "/none" ? one : other) / Rounds;
            }
        }

        server.StandardInput.Close();
        await server.WaitForExitAsync();
        return [RowOf(ratios, none)];
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
                    throw new InvalidOperationException($"{path} answered something else.");
                }
            }
        });
        return (await CpuAsync(client) - before) / Requests;
    }

    private static async Task<double> CpuAsync(HttpClient client) => double.Parse(await client.GetStringAsync("/cpu"), CultureInfo.InvariantCulture);

    private static SummaryRow RowOf(List<double> ratios, double none)
    {
        var mean = ratios.Average();
        var half = Confidence * Math.Sqrt(ratios.Sum(ratio => (ratio - mean) * (ratio - mean)) / (ratios.Count - 1) / ratios.Count);
        var detail = string.Create(
            CultureInfo.InvariantCulture, $"95 % interval {mean - half:0.000} to {mean + half:0.000}; {none / 1e3:0.0} µs a request without reads");
        var row = new SummaryRow("web.overhead", mean, Target, mean - half <= Target ? Verdict.Ok : Verdict.Short, detail);
        return half > MostHalfWidth ? row with { Verdict = Verdict.Noisy } : row;
    }
}
