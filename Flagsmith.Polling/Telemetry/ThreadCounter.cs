using System.Runtime.InteropServices;

namespace Flagsmith.Polling.Telemetry;

/// <summary>A counter with a place for each thread, added up when somebody looks.</summary>
/// <remarks>
/// One place for all made the cores wait for each other: a quarter of the throughput was measured. Here a thread adds to
/// what no other writes, so nothing need be atomic.
/// </remarks>
internal sealed class ThreadCounter
{
    private static int _last;

    [ThreadStatic]
    private static ThreadSlot?[]? _ofThread;

    private readonly int _number = Interlocked.Increment(ref _last) - 1;
    private readonly Lock _gate = new();
    private readonly List<ThreadSlot> _places = [];
    private long _ended; // of threads that have ended

    public void Increment()
    {
        var places = _ofThread;
        if (places is not null && (uint)_number < (uint)places.Length && places[_number] is { } place)
        {
            place.Padded.Count++;
        }
        else
        {
            IncrementFirst();
        }
    }

    public long Sum()
    {
        lock (_gate)
        {
            LetGoOfEnded();
            return _ended + _places.Sum(place => Volatile.Read(ref place.Padded.Count));
        }
    }

    private void IncrementFirst()
    {
        var place = new ThreadSlot(Thread.CurrentThread);
        place.Padded.Count = 1;
        var places = _ofThread ?? [];
        Array.Resize(ref places, Math.Max(places.Length, _number + 1));
        places[_number] = place;
        _ofThread = places;
        lock (_gate)
        {
            LetGoOfEnded(); // also if nothing requests the sum
            _places.Add(place);
        }
    }

    private void LetGoOfEnded()
    {
        for (var index = _places.Count - 1; index >= 0; index--)
        {
            if (!_places[index].Owner.IsAlive)
            {
                _ended += Volatile.Read(ref _places[index].Padded.Count);
                _places.RemoveAt(index);
            }
        }
    }

    private sealed class ThreadSlot(Thread owner)
    {
        public readonly Thread Owner = owner;
        public PaddedCount Padded;
    }

    /// <summary>Two cache lines long, so that no two threads write to one.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 128)]
    private struct PaddedCount
    {
        [FieldOffset(64)]
        public long Count;
    }
}
