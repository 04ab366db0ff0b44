using System.Buffers;

namespace Flagsmith.Polling.Http;

/// <summary>A body in memory from the pool. Whoever holds it gives it back by disposing it.</summary>
internal sealed class PooledBody : IDisposable
{
    private const int FirstSize = 16 * 1024;

    private byte[] _bytes;
    private int _length;

    private PooledBody(int size) => _bytes = ArrayPool<byte>.Shared.Rent(size);

    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length);

    /// <returns>The body; null when the stream holds more than <paramref name="most"/> bytes.</returns>
    public static async Task<PooledBody?> ReadAsync(Stream stream, long? announced, int most, CancellationToken cancellationToken)
    {
        var body = new PooledBody((int)Math.Clamp(announced + 1 ?? FirstSize, Math.Min(FirstSize, most), most));
        try
        {
            int read;
            while ((read = await stream.ReadAsync(body._bytes.AsMemory(body._length), cancellationToken).ConfigureAwait(false)) > 0)
            {
                body._length += read;
                if (body._length > most)
                {
                    body.Dispose();
                    return null;
                }

                body.MakeRoom();
            }

            return body;
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
        if (bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private void MakeRoom()
    {
        if (_length < _bytes.Length)
        {
            return;
        }

        var larger = ArrayPool<byte>.Shared.Rent(_bytes.Length * 2);
        Bytes.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(Interlocked.Exchange(ref _bytes, larger));
    }
}
