using System.Buffers;

namespace Flagsmith.Polling.Http;

/// <summary>Takes in a body whose length nobody knows, in pieces from the pool. Nothing is copied before the end, so that a body which is too long costs the cap and no more.</summary>
internal sealed class BodyPieces(int firstSize) : IDisposable
{
    private const int LargestSize = 1024 * 1024;

    private List<byte[]>? _full; // of most bodies one piece is all
    private byte[] _current = ArrayPool<byte>.Shared.Rent(firstSize);
    private int _used;

    /// <summary>Gets how many bytes have been taken in.</summary>
    public int Length { get; private set; }

    /// <summary>Gets how many bytes the next room takes beyond those that there are: a further piece, and its part of the whole.</summary>
    public int NextSize => _used < _current.Length ? 0 : LargerSize * 2;

    private int LargerSize => _current.Length < LargestSize / 2 ? _current.Length * 2 : LargestSize;

    /// <summary>Gives room for further bytes.</summary>
    /// <param name="most">How many at most.</param>
    public Memory<byte> Room(long most)
    {
        if (_used == _current.Length)
        {
            var larger = LargerSize;
            (_full ??= []).Add(_current);
            _current = []; // should there be no memory for the next, the last one is given back once
            _current = ArrayPool<byte>.Shared.Rent(larger);
            _used = 0;
        }

        return _current.AsMemory(_used, (int)Math.Min(most, _current.Length - _used));
    }

    /// <summary>Says how many bytes have been put into the room.</summary>
    public void Add(int count)
    {
        _used += count;
        Length += count;
    }

    /// <summary>Returns the whole as one array, which is the caller's to give back to the pool.</summary>
    public byte[] Join()
    {
        if (_full is null)
        {
            return Interlocked.Exchange(ref _current, []);
        }

        var whole = ArrayPool<byte>.Shared.Rent(Length);
        var at = 0;
        foreach (var piece in _full)
        {
            piece.CopyTo(whole, at);
            at += piece.Length;
        }

        _current.AsSpan(0, _used).CopyTo(whole.AsSpan(at));
        return whole;
    }

    public void Dispose()
    {
        _full?.ForEach(Return);
        _full = null;
        Return(Interlocked.Exchange(ref _current, []));
    }

    private static void Return(byte[] piece)
    {
        if (piece.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(piece);
        }
    }
}
