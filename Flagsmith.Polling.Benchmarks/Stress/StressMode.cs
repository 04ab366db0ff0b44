using System.Globalization;

namespace Flagsmith.Polling.Benchmarks.Stress;

/// <summary>The library on real threads against a model that knows what each read may give.</summary>
internal sealed class StressMode : IMode
{
    private const int LeastSeconds = 5;

    public string Name => "--stress";

    public string Usage => $"SECONDS [all]    random calls, faults, reloads and disposals against a model; at least {LeastSeconds}; with \"all\" it goes on after many violations";

    public Task<int>? Start(string[] arguments) => arguments switch
    {
        [var text] => Start(text, keepsGoing: false),
        [var text, "all"] => Start(text, keepsGoing: true),
        _ => null,
    };

    private static Task<int>? Start(string text, bool keepsGoing) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds >= LeastSeconds ? RunAsync(seconds, keepsGoing) : null;

    private static async Task<int> RunAsync(int seconds, bool keepsGoing)
    {
        using var run = new StressRun(TimeSpan.FromSeconds(seconds), Random.Shared.Next(), keepsGoing);
        var bounds = await run.RunAsync();
        Array.ForEach(bounds, bound => bound.Print());
        return bounds.All(bound => bound.IsMet) ? 0 : 1;
    }
}
