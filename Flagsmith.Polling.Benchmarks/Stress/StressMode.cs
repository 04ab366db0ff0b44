using System.Globalization;

namespace Flagsmith.Polling.Benchmarks.Stress;

/// <summary>The library on real threads against a model that knows what each read may give.</summary>
internal sealed class StressMode : IMode
{
    private const int LeastSeconds = 5;

    /// <summary>So that the threads that read without pause leave some for the requests: the pool takes ten seconds to see that there are too few.</summary>
    private const int LeastPoolThreads = 8;

    public string Name => "--stress";

    public string Usage => $"SECONDS [all] [SEED]    random calls, faults, reloads and disposals against a model; at least {LeastSeconds}; with \"all\" it goes on after many violations";

    public Task<int>? Start(string[] arguments) => arguments switch
    {
        [var seconds, "all", .. var seed] => Start(seconds, keepsGoing: true, seed),
        [var seconds, .. var seed] => Start(seconds, keepsGoing: false, seed),
        _ => null,
    };

    private static Task<int>? Start(string text, bool keepsGoing, string[] seeds)
    {
        var seed = Random.Shared.Next();
        return IsNumber(text, out var seconds) && seconds >= LeastSeconds && (seeds is [] || (seeds is [var given] && IsNumber(given, out seed)))
            ? RunAsync(seconds, keepsGoing, seed)
            : null;
    }

    private static bool IsNumber(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static async Task<int> RunAsync(int seconds, bool keepsGoing, int seed)
    {
        ThreadPool.GetMinThreads(out var workers, out var ports);
        ThreadPool.SetMinThreads(Math.Max(workers, LeastPoolThreads), ports);
        using var run = new StressRun(TimeSpan.FromSeconds(seconds), seed, keepsGoing);
        var bounds = await run.RunAsync();
        Array.ForEach(bounds, bound => bound.Print());
        return bounds.All(bound => bound.IsMet) ? 0 : 1;
    }
}
