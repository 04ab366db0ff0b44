using System.Runtime.InteropServices;

namespace Flagsmith.Polling.Telemetry;

/// <summary>A counter with a slot for each thread, added up when somebody looks.</summary>
/// <remarks>
/// One slot for all made the cores wait for each other: a quarter of the throughput was measured. Here a thread adds to
/// what no other writes, so nothing need be atomic.
/// </remarks>
internal sealed class ThreadCounter
{
    private static int _last;

    [ThreadStatic]
    private static ThreadSlot?[]? _ofThread;

    private readonly int _number = Interlocked.Increment(ref _last) - 1;
    private readonly Lock _gate = new();
    private readonly List<ThreadSlot> _slots = [];
    private long _ended; // of threads that have ended

    public void Increment()
    {
        var slots = _ofThread;
        if (slots is not null && (uint)_number < (uint)slots.Length && slots[_number] is { } slot)
        {
            slot.Padded.Count++;
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
            return _ended + _slots.Sum(slot => Volatile.Read(ref slot.Padded.Count));
        }
    }

    private void IncrementFirst()
    {
        var slot = new ThreadSlot(Thread.CurrentThread);
        slot.Padded.Count = 1;
        var slots = _ofThread ?? [];
        Array.Resize(ref slots, Math.Max(slots.Length, _number + 1));
        slots[_number] = slot;
        _ofThread = slots;
        lock (_gate)
        {
            LetGoOfEnded(); // also if nothing requests the sum
            _slots.Add(slot);
        }
    }

    private void LetGoOfEnded()
    {
        for (var index = _slots.Count - 1; index >= 0; index--)
        {
            if (!_slots[index].Owner.IsAlive)
            {
                _ended += Volatile.Read(ref _slots[index].Padded.Count);
                _slots.RemoveAt(index);
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
