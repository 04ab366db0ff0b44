using System.Buffers;
using System.Runtime.CompilerServices;

namespace Flagsmith.Polling.Http;

/// <summary>A body in memory from the pool. Whoever holds it gives it back by disposing it.</summary>
internal sealed class PooledBody : IDisposable
{
    private const int FirstSize = 16 * 1024;

    private byte[] _bytes;
    private int _length;

    private PooledBody(byte[] bytes, int length) => (_bytes, _length) = (bytes, length);

    public ReadOnlyMemory<byte> Memory => _bytes.AsMemory(0, _length);

    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length);

    /// <returns>The body; null when the stream holds more than <paramref name="most"/> bytes, or says so.</returns>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public static async ValueTask<PooledBody?> ReadAsync(Stream stream, long? announced, int most, CancellationToken cancellationToken)
    {
        if (announced > most)
        {
            return null;
        }

        using var pieces = new BodyPieces((int)Math.Clamp(announced + 1 ?? FirstSize, Math.Min(FirstSize, most), most));
        int read;
        while ((read = await stream.ReadAsync(pieces.Room(most + 1L - pieces.Length), cancellationToken).ConfigureAwait(false)) > 0)
        {
            pieces.Add(read);
            if (pieces.Length > most)
            {
                return null;
            }
        }

        var length = pieces.Length;
        return new PooledBody(pieces.Join(), length);
    }

    /// <summary>As <see cref="ReadAsync"/>, for a stream that blocks anyway.</summary>
    /// <returns>The body; null when the stream holds more than <paramref name="most"/> bytes.</returns>
    public static PooledBody? Read(Stream stream, long announced, int most, CancellationToken cancellationToken)
    {
        using var pieces = new BodyPieces((int)Math.Clamp(announced + 1, Math.Min(FirstSize, most), most));
        int read;
        while ((read = stream.Read(pieces.Room(most + 1L - pieces.Length).Span)) > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            pieces.Add(read);
            if (pieces.Length > most)
            {
                return null;
            }
        }

        var length = pieces.Length;
        return new PooledBody(pieces.Join(), length);
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
}
