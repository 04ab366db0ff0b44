using System.Diagnostics;

namespace Flagsmith.Polling.Benchmarks.Herd;

/// <summary>What a fleet of providers asks of one API while it runs, hangs and comes back. In virtual time.</summary>
internal sealed class HerdMode : IMode
{
    private const string DefaultFile = "artifacts/herd.svg";

    public string Name => "--herd";

    public string Usage => $"[--out FILE]    requests per second of 10,000 clients through an outage, in virtual time; draws them into FILE, {DefaultFile} by default";

    public Task<int>? Start(string[] arguments) => arguments switch
    {
        [] => RunAsync(DefaultFile),
        ["--out", var file] when file.Length > 0 => RunAsync(file),
        _ => null,
    };

    private static async Task<int> RunAsync(string file)
    {
        var started = Stopwatch.GetTimestamp();
        var plan = new HerdPlan();
        Print(plan);
        var library = HerdSimulation.RunLibrary(plan);
        var bounds = Print("the library's schedule", library);
        var seeds = PrintSeeds(plan);
        var plain = HerdSimulation.RunFixed(plan);
        var plainBounds = Print("fixed delays without jitter, for comparison", plain);
        await OutputFile.WriteAsync(file, HerdChart.Draw(library, plain));
        Console.WriteLine($"{file} written; {Stopwatch.GetElapsedTime(started).TotalSeconds:F1} s in all");
        return bounds.All(bound => bound.IsMet) && seeds && !plainBounds.All(bound => bound.IsMet) ? 0 : 1;
    }

    private static void Print(HerdPlan plan)
    {
        Console.WriteLine($"{plan.Clients:N0} clients started within {plan.StartWithin.TotalSeconds:N0} s; {plan.Duration.TotalMinutes:N0} min; interval {plan.Interval.TotalSeconds:N0} s, jitter {plan.Jitter}, timeout {plan.Timeout.TotalSeconds:N0} s");
        Console.WriteLine($"the API hangs from minute {plan.OutageFrom.TotalMinutes:N0} to minute {plan.OutageTo.TotalMinutes:N0}; mean: {plan.Mean:F1} requests a second; seed {plan.Seed}");
    }

    private static Target[] Print(string title, HerdRun run)
    {
        var plan = run.Plan;
        Console.WriteLine();
        Console.WriteLine($"{title}: {run.Requests.Sum():N0} requests, {run.Requests[0]:N0} of them in the first second");
        var start = run.Shares(plan.StartWithin * 2, plan.Interval * 2);
        Console.WriteLine($"  from then to the end of the second interval: {start.Min():F2} to {start.Max():F2} x mean");
        Console.WriteLine($"  asked in the outage: {run.Shares(plan.OutageFrom, plan.OutageTo).Average():F2} x mean; in its last minute {run.Shares(plan.OutageTo - TimeSpan.FromMinutes(1), plan.OutageTo).Average():F2} x mean");
        Console.WriteLine(run.AllRecoveredAt is { } at ? $"  all have recovered {(at - plan.OutageTo).TotalSeconds:N0} s after its end" : "  not all have recovered");
        var bounds = HerdBounds.Check(run);
        Array.ForEach(bounds, bound => bound.Print());
        return bounds;
    }

    /// <returns>Whether every run keeps within the bounds.</returns>
    private static bool PrintSeeds(HerdPlan plan)
    {
        var runs = HerdSeeds.Check(plan);
        var good = runs.Count(bounds => bounds.All(bound => bound.IsMet));
        Console.WriteLine($"with {runs.Length} seeds: {good} runs within all bounds; from run to run");
        for (var row = 0; row < runs[0].Length; row++)
        {
            var shares = runs.Select(bounds => bounds[row].Figure).Order(StringComparer.Ordinal).ToArray();
            Console.WriteLine($"  {runs[0][row].What,-40} {shares[0]} to {shares[^1]}");
        }

        return good == runs.Length;
    }
}
