using System.Collections.Concurrent;
using System.Diagnostics;

namespace Fleet;

/// <summary>Remembers what happened when.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class Timeline
{
    private readonly ConcurrentQueue<Moment> _moments = new();
    private readonly long _began = Stopwatch.GetTimestamp();

    public TimeSpan Now => Stopwatch.GetElapsedTime(_began);

    public IReadOnlyList<Moment> Moments => [.. _moments];

    public void Add(string who, TimelineKind kind) => _moments.Enqueue(new Moment(Now, who, kind));
}
