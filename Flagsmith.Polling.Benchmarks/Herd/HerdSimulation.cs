namespace Flagsmith.Polling.Benchmarks.Herd;

/// <summary>Runs a fleet in virtual time: a queue of polls by when they begin.</summary>
internal sealed class HerdSimulation
{
    private readonly HerdPlan _plan;
    private readonly int[] _requests;
    private readonly bool[] _hasRecovered;
    private readonly PriorityQueue<int, TimeSpan> _due = new();
    private readonly IPace[] _paces;
    private int _recovered;
    private TimeSpan? _allRecoveredAt;

    private HerdSimulation(HerdPlan plan, Func<Random, IPace> makePace)
    {
        _plan = plan;
        _requests = new int[(int)Math.Ceiling(plan.Duration / plan.Bin)];
        _hasRecovered = new bool[plan.Clients];
        var random = new Random(plan.Seed);
        _paces = [.. Enumerable.Range(0, plan.Clients).Select(_ => makePace(random))];
        for (var client = 0; client < plan.Clients; client++)
        {
            _due.Enqueue(client, plan.StartWithin * random.NextDouble());
        }
    }

    public static HerdRun RunLibrary(HerdPlan plan) => new HerdSimulation(plan, random => new LibraryPace(plan, random.NextDouble)).Run();

    public static HerdRun RunFixed(HerdPlan plan) => new HerdSimulation(plan, _ => new FixedPace(plan.Interval)).Run();

    private HerdRun Run()
    {
        while (_due.TryDequeue(out var client, out var begin) && begin < _plan.Duration)
        {
            _requests[(int)(begin / _plan.Bin)]++;
            var isGood = !_plan.IsOutage(begin);
            var end = begin + (isGood ? _plan.Latency : _plan.Timeout);
            if (isGood && begin >= _plan.OutageTo)
            {
                NoteRecovery(client, end);
            }

            _due.Enqueue(client, end + _paces[client].PauseAfter(isGood));
        }

        return new HerdRun(_plan, _requests, _allRecoveredAt);
    }

    private void NoteRecovery(int client, TimeSpan at)
    {
        if (!_hasRecovered[client])
        {
            _hasRecovered[client] = true;
            _allRecoveredAt = ++_recovered == _plan.Clients ? at : null;
        }
    }
}
