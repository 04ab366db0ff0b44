using System.Collections.Concurrent;

namespace Flagsmith.Polling.Benchmarks.Stress.Model;

/// <summary>Counts broken rules, and writes the first ones of each with what happened to their user before. Thread-safe.</summary>
internal sealed class Violations(TextWriter output)
{
    private const int MaxShown = 2;

    private readonly ConcurrentDictionary<StressRule, int> _counts = new();
    private readonly Lock _gate = new();

    public int Count => _counts.Values.Sum();

    public int Of(StressRule rule) => _counts.GetValueOrDefault(rule);

    public void Add(StressRule rule, string detail, UserHistory? history = null)
    {
        if (_counts.AddOrUpdate(rule, 1, static (_, count) => count + 1) > MaxShown)
        {
            return;
        }

        var events = history?.Read() ?? [];
        lock (_gate)
        {
            output.WriteLine($"VIOLATION {rule}: {detail}");
            Array.ForEach(events, one => output.WriteLine($"    {one}"));
        }
    }
}
