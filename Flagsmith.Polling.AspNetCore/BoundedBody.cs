using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace Flagsmith.Polling.AspNetCore;

/// <summary>The bytes of a request's body, in a pooled array.</summary>
internal sealed class BoundedBody : IDisposable
{
    private const int FirstBytes = 4096;

    private byte[] _buffer;
    private int _length;

    private BoundedBody(int expected) => _buffer = ArrayPool<byte>.Shared.Rent(expected);

    public ReadOnlyMemory<byte> Bytes => _buffer.AsMemory(0, _length);

    /// <summary>Reads a body.</summary>
    /// <param name="request">The request.</param>
    /// <param name="most">How many bytes it may have.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The body; null where it is too large.</returns>
    public static async ValueTask<BoundedBody?> ReadAsync(HttpRequest request, int most, CancellationToken cancellationToken)
    {
        if (request.ContentLength > most)
        {
            return null;
        }

        var body = new BoundedBody((int)Math.Min(request.ContentLength + 1 ?? FirstBytes, FirstBytes)); // grows with what arrives: a length is only announced
        try
        {
            while (await body.ReadSomeAsync(request.Body, cancellationToken).ConfigureAwait(false))
            {
                if (body._length > most)
                {
                    body.Dispose();
                    return null;
                }
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
        var buffer = Interlocked.Exchange(ref _buffer, []);
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true); // it may hold an identifier
        }
    }

    /// <returns>Whether there may be more.</returns>
    private async ValueTask<bool> ReadSomeAsync(Stream from, CancellationToken cancellationToken)
    {
        if (_length == _buffer.Length)
        {
            Grow();
        }

        var read = await from.ReadAsync(_buffer.AsMemory(_length), cancellationToken).ConfigureAwait(false);
        _length += read;
        return read > 0;
    }

    private void Grow()
    {
        var larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
        _buffer.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer, clearArray: true);
        _buffer = larger;
    }
}
