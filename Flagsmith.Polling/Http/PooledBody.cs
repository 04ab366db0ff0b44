using System.Buffers;

namespace Flagsmith.Polling.Http;

/// <summary>A body in memory from the pool. Whoever holds it gives it back by disposing it.</summary>
/// <remarks>
/// Large bodies are read in pieces and put together at the end: buffers that double, each in a bucket of the pool of its own and kept
/// there for each thread, were measured at eight times the size of an answer that was refused in the end.
/// </remarks>
internal sealed class PooledBody : IDisposable
{
    private const int FirstSize = 16 * 1024;
    private const int PieceSize = 1024 * 1024;

    private byte[] _bytes;
    private int _length;
    private bool _isPooled = true;

    private PooledBody(byte[] bytes) => _bytes = bytes;

    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length);

    /// <returns>The body; null when the stream holds more than <paramref name="most"/> bytes.</returns>
    public static async Task<PooledBody?> ReadAsync(Stream stream, long? announced, int most, CancellationToken cancellationToken)
    {
        var first = (int)Math.Clamp(announced + 1 ?? FirstSize, FirstSize, PieceSize);
        var body = new PooledBody(ArrayPool<byte>.Shared.Rent(first));
        try
        {
            return await body.FillAsync(stream, most, cancellationToken).ConfigureAwait(false) ? body : Refuse(body);
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        var bytes = Interlocked.Exchange(ref _bytes, []);
        _length = 0;
        if (bytes.Length > 0 && _isPooled)
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private static PooledBody? Refuse(PooledBody body)
    {
        body.Dispose();
        return null;
    }

    /// <returns>Whether the stream ended within <paramref name="most"/> bytes.</returns>
    private async Task<bool> FillAsync(Stream stream, int most, CancellationToken cancellationToken)
    {
        while (await ReadOnceAsync(stream, cancellationToken).ConfigureAwait(false))
        {
            if (_length > most)
            {
                return false;
            }

            if (_length < _bytes.Length)
            {
                continue;
            }

            if (_length >= PieceSize)
            {
                return await FillByPiecesAsync(stream, most, cancellationToken).ConfigureAwait(false);
            }

            Grow();
        }

        return true;
    }

    private async Task<bool> ReadOnceAsync(Stream stream, CancellationToken cancellationToken)
    {
        var read = await stream.ReadAsync(_bytes.AsMemory(_length), cancellationToken).ConfigureAwait(false);
        _length += read;
        return read > 0;
    }

    private void Grow()
    {
        var larger = ArrayPool<byte>.Shared.Rent(_bytes.Length * 2);
        Bytes.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(Interlocked.Exchange(ref _bytes, larger));
    }

    private async Task<bool> FillByPiecesAsync(Stream stream, int most, CancellationToken cancellationToken)
    {
        var pieces = new List<PooledBody>();
        try
        {
            long length = _length;
            while (true)
            {
                var piece = new PooledBody(ArrayPool<byte>.Shared.Rent(PieceSize));
                pieces.Add(piece);
                while (piece._length < piece._bytes.Length && await piece.ReadOnceAsync(stream, cancellationToken).ConfigureAwait(false))
                {
                    if (length + piece._length > most)
                    {
                        return false;
                    }
                }

                length += piece._length;
                if (piece._length < piece._bytes.Length)
                {
                    PutTogether(pieces, (int)length);
                    return true;
                }
            }
        }
        finally
        {
            pieces.ForEach(piece => piece.Dispose());
        }
    }

    private void PutTogether(List<PooledBody> pieces, int length)
    {
        var whole = GC.AllocateUninitializedArray<byte>(length);
        Bytes.CopyTo(whole);
        var next = _length;
        foreach (var piece in pieces)
        {
            piece.Bytes.CopyTo(whole.AsSpan(next));
            next += piece._length;
        }

        ArrayPool<byte>.Shared.Return(_bytes);
        (_bytes, _length, _isPooled) = (whole, length, false);
    }
}
