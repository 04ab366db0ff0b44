using System.Buffers;
using System.Runtime.CompilerServices;

namespace Flagsmith.Polling.Wire;

/// <summary>Collects items for an array of which the length is most often known beforehand: then the array is made once and not copied.</summary>
/// <remarks>A list would be copied at the end, and that copy is most of what a poll with one changed flag allocates.</remarks>
internal sealed class GrowingArray<T>(int expected)
{
    private const int FirstSize = 64;

    private T[] _items = expected > 0 ? new T[expected] : [];
    private bool _isRented;

    public int Count { get; private set; }

    public void Add(T item)
    {
        if (Count == _items.Length)
        {
            Grow();
        }

        _items[Count++] = item;
    }

    /// <summary>Returns the array. Nothing may be added any more.</summary>
    public T[] ToArray()
    {
        if (!_isRented && Count == _items.Length)
        {
            return _items;
        }

        var whole = _items.AsSpan(0, Count).ToArray();
        Replace([], isRented: false);
        return whole;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow()
    {
        var larger = ArrayPool<T>.Shared.Rent(Math.Max(FirstSize, _items.Length * 2));
        _items.CopyTo(larger, 0);
        Replace(larger, isRented: true);
    }

    private void Replace(T[] items, bool isRented)
    {
        if (_isRented)
        {
            ArrayPool<T>.Shared.Return(_items, clearArray: RuntimeHelpers.IsReferenceOrContainsReferences<T>());
        }

        (_items, _isRented) = (items, isRented);
    }
}
