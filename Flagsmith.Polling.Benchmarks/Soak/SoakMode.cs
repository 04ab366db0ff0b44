using System.Globalization;

namespace Flagsmith.Polling.Benchmarks.Soak;

/// <summary>The library under an API that is hardly ever well, in real time.</summary>
internal sealed class SoakMode : IMode
{
    private const int DefaultSeconds = 300;
    private const int LeastSeconds = 10;

    public string Name => "--soak";

    public string Usage => $"[SECONDS]    50,000 users read while the API fails, hangs and recovers; {DefaultSeconds} by default, at least {LeastSeconds}; memory counts from 300 on";

    public Task<int>? Start(string[] arguments) => arguments switch
    {
        [] => RunAsync(DefaultSeconds),
        [var text] when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds >= LeastSeconds => RunAsync(seconds),
        _ => null,
    };

    private static async Task<int> RunAsync(int seconds)
    {
        await using var run = new SoakRun(TimeSpan.FromSeconds(seconds));
        var bounds = await run.RunAsync();
        Array.ForEach(bounds, bound => bound.Print());
        return bounds.All(bound => bound.IsMet) ? 0 : 1;
    }
}
