namespace Flagsmith.Polling.Refresh;

/// <summary>Keeps the last polls, for diagnostics.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class RecentPolls
{
    public const int Capacity = 100;

    private readonly Lock _gate = new();
    private readonly FlagPollRecord?[] _records = new FlagPollRecord?[Capacity];
    private long _count;

    public void Add(FlagPollRecord record)
    {
        lock (_gate)
        {
            _records[_count++ % Capacity] = record;
        }
    }

    /// <summary>Returns the last polls, oldest first.</summary>
    public FlagPollRecord[] ToArray()
    {
        lock (_gate)
        {
            var kept = (int)Math.Min(_count, Capacity);
            var records = new FlagPollRecord[kept];
            for (var index = 0; index < kept; index++)
            {
                records[index] = _records[(_count - kept + index) % Capacity]!;
            }

            return records;
        }
    }
}
