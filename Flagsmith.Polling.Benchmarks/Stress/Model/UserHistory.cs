namespace Flagsmith.Polling.Benchmarks.Stress.Model;

/// <summary>The last events of one user. Thread-safe.</summary>
internal sealed class UserHistory(Sequence sequence)
{
    private const int Most = 30;

    private readonly Lock _gate = new();
    private readonly Queue<UserEvent> _events = new(Most);

    public void Add(string what, long about = 0)
    {
        lock (_gate)
        {
            if (_events.Count == Most)
            {
                _events.Dequeue();
            }

            _events.Enqueue(new UserEvent(sequence.Next(), sequence.Milliseconds, what, about));
        }
    }

    public UserEvent[] Read()
    {
        lock (_gate)
        {
            return [.. _events];
        }
    }
}
