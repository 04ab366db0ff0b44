using System.Buffers;
using System.Runtime.CompilerServices;

namespace Flagsmith.Polling.Http;

/// <summary>A body in memory from the pool. Whoever holds it gives it back by disposing it.</summary>
internal sealed class PooledBody : IDisposable
{
    /// <summary>No body. Disposing it changes nothing.</summary>
    public static readonly PooledBody Empty = new([], 0);

    private const int FirstSize = 16 * 1024;

    private readonly ByteLease? _lease;
    private byte[] _bytes;
    private int _length;

    private PooledBody(byte[] bytes, int length, ByteLease? lease = null) => (_bytes, _length, _lease) = (bytes, length, lease);

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

        using var pieces = new BodyPieces(FirstSizeOf(announced, most));
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

    /// <summary>As <see cref="ReadAsync(Stream, long?, int, CancellationToken)"/>, within a bound on all bodies that are read at a time. The body holds its part until it is disposed.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled, perhaps while the body waited for room.</exception>
    public static async ValueTask<PooledBody?> ReadAsync(Stream stream, long? announced, int most, ByteBudget budget, CancellationToken cancellationToken)
    {
        if (announced > most)
        {
            return null;
        }

        var lease = budget.Begin();
        var body = default(PooledBody);
        try
        {
            await lease.TakeAsync(FirstSizeOf(announced, most), cancellationToken).ConfigureAwait(false);
            return body = await ReadAsync(stream, announced, most, lease, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (body is null)
            {
                lease.Dispose();
            }
        }
    }

    /// <summary>As <see cref="ReadAsync(Stream, long?, int, CancellationToken)"/>, for a stream that blocks anyway.</summary>
    /// <returns>The body; null when the stream holds more than <paramref name="most"/> bytes.</returns>
    public static PooledBody? Read(Stream stream, long announced, int most, CancellationToken cancellationToken)
    {
        using var pieces = new BodyPieces(FirstSizeOf(announced, most));
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
        _lease?.Dispose();
        var bytes = Interlocked.Exchange(ref _bytes, []);
        _length = 0;
        if (bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private static int FirstSizeOf(long? announced, int most) => (int)Math.Clamp(announced + 1 ?? FirstSize, Math.Min(FirstSize, most), most);

    private static async ValueTask<PooledBody?> ReadAsync(Stream stream, long? announced, int most, ByteLease lease, CancellationToken cancellationToken)
    {
        using var pieces = new BodyPieces(FirstSizeOf(announced, most));
        while (true)
        {
            if (pieces.NextSize is > 0 and var further)
            {
                await lease.TakeAsync(further, cancellationToken).ConfigureAwait(false);
            }

            var read = await stream.ReadAsync(pieces.Room(most + 1L - pieces.Length), cancellationToken).ConfigureAwait(false);
            if (read == 0)
            {
                var length = pieces.Length;
                return new PooledBody(pieces.Join(), length, lease);
            }

            pieces.Add(read);
            if (pieces.Length > most)
            {
                return null;
            }
        }
    }
}
