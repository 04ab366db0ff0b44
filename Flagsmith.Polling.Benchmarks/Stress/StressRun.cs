using System.Globalization;
using Flagsmith.Polling.Benchmarks.Soak;
using Flagsmith.Polling.Benchmarks.Stress.Actors;
using Flagsmith.Polling.Benchmarks.Stress.Model;

namespace Flagsmith.Polling.Benchmarks.Stress;

/// <summary>One run: providers of each kind, one life after the other, until the time is over or too much is wrong.</summary>
internal sealed class StressRun : IDisposable
{
    private const int MaxViolations = 20;

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);
    private const int LooksBetweenLines = 5;

    private readonly Sequence _sequence = new(TimeProvider.System);
    private readonly Pace _pace;
    private readonly Violations _violations = new(Console.Out);
    private readonly StressCounts _counts = new();
    private readonly SoakFaults _faults = new();
    private readonly TimeSpan _length;
    private readonly int _seed;
    private readonly bool _keepsGoing;

    public StressRun(TimeSpan length, int seed, bool keepsGoing)
    {
        _pace = new Pace(_sequence);
        (_length, _seed, _keepsGoing) = (length, seed, keepsGoing);
    }

    /// <returns>The bounds.</returns>
    public async Task<Target[]> RunAsync()
    {
        Console.WriteLine($"seed {_seed}");
        using var stopping = new CancellationTokenSource();
        var random = new Random(_seed);
        Task[] lives =
        [
            .. Enum.GetValues<StageKind>().Select(kind => LiveAsync(kind, new Random(random.Next()), stopping.Token)),
            Task.Run(() => _pace.RunAsync(stopping.Token), CancellationToken.None),
            Task.Run(() => new StatusHammer(_violations).RunAsync(stopping.Token), CancellationToken.None),
        ];
        await WatchAsync();
        await stopping.CancelAsync();
        await Task.WhenAll(lives);
        Collect();
        PrintLine();
        _faults.Print();
        return Bounds();
    }

    public void Dispose() => _faults.Dispose();

    private async Task LiveAsync(StageKind kind, Random random, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            await new StressStage(StagePlan.Draw(kind, random), _sequence, _pace, _violations, _counts, random).RunAsync(stopping);
        }
    }

    private async Task WatchAsync()
    {
        for (var look = 1; _sequence.Milliseconds < _length.TotalMilliseconds && (_keepsGoing || _violations.Count < MaxViolations); look++)
        {
            await Task.Delay(BetweenLooks, CancellationToken.None);
            if (look % LooksBetweenLines == 0)
            {
                Collect();
                PrintLine();
            }
        }
    }

    /// <summary>Failed tasks that nobody looked at tell of it when they are collected.</summary>
    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }

    private void PrintLine() => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{_sequence.Milliseconds / 1000.0,5:F0} s {_counts} {GC.GetTotalMemory(forceFullCollection: false) / 1e6,6:F1} MB {_violations.Count,6:N0} violations{(_pace.Late > 0 ? $", {_pace.Late / 1000.0:F1} s behind" : "")}"));

    private Target[] Bounds() =>
    [
        .. Enum.GetValues<StressRule>().Select(rule => Target.AtMost(rule.ToString(), _violations.Of(rule), 0, "")),
        Target.AtMost("exceptions that nobody observed or handled", _faults.Count, 0, "in all"),
        Target.AtLeast("cached reads", _counts.Reads, 1000, "reads"),
        Target.AtLeast("writes at the server", _counts.Writes, 10, "writes"),
        Target.AtLeast("disposals", _counts.Disposals, 2, "providers"),
    ];
}
