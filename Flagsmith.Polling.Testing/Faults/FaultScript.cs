namespace Flagsmith.Polling.Testing.Faults;

/// <summary>The faults to come, for each path in the order in which they were injected. Thread-safe.</summary>
internal sealed class FaultScript
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Queue<Injection>> _paths = new(StringComparer.Ordinal);

    public void Add(string path, Fault fault, int times)
    {
        lock (_gate)
        {
            if (!_paths.TryGetValue(path, out var injections))
            {
                _paths[path] = injections = new Queue<Injection>();
            }

            injections.Enqueue(new Injection(fault, times));
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            _paths.Clear();
        }
    }

    /// <returns>The fault for a request, and how often it has been used before; null when the request gets a normal response.</returns>
    public (Fault Fault, int Use)? Take(string path)
    {
        lock (_gate)
        {
            if (!_paths.TryGetValue(path, out var injections) || !injections.TryPeek(out var next))
            {
                return null;
            }

            var use = next.Used++;
            if (next.Used >= next.Times)
            {
                injections.Dequeue();
            }

            return (next.Fault, use);
        }
    }

    private sealed class Injection(Fault fault, int times)
    {
        public Fault Fault => fault;

        public int Times => times;

        public int Used { get; set; }
    }
}
