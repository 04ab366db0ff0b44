namespace Flagsmith.Polling.Benchmarks.Soak;

/// <summary>What the API has seen of the polls: what excuses old flags is kept here and not asked of the library. Thread-safe.</summary>
internal sealed class PollLedger
{
    /// <summary>For how long after a good response the failures before it still count: it is on its way to the readers.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private TimeSpan _failingFrom;
    private TimeSpan _failingTo;
    private TimeSpan? _endedAt;
    private int _failures;

    public int Good { get; private set; }

    public int Failed { get; private set; }

    public void Note(TimeSpan began, TimeSpan ended, bool isGood)
    {
        lock (_gate)
        {
            if (isGood)
            {
                Good++;
                _endedAt ??= ended;
                return;
            }

            Failed++;
            _failures = _endedAt is null ? _failures + 1 : 1;
            _failingFrom = _failures == 1 ? began : _failingFrom;
            _failingTo = ended;
            _endedAt = null;
        }
    }

    /// <summary>Gives how many polls have failed in a row, and from the begin of the first to the end of the last.</summary>
    public (int Failures, TimeSpan Failing) Read(TimeSpan now)
    {
        lock (_gate)
        {
            var isOver = _failures == 0 || (_endedAt is { } ended && now - ended >= Grace);
            return isOver ? (0, TimeSpan.Zero) : (_failures, _failingTo - _failingFrom);
        }
    }
}
