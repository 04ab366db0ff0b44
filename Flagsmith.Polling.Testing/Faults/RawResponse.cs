using System.Globalization;
using System.Text;

namespace Flagsmith.Polling.Testing.Faults;

/// <summary>Sends the real body in framing that is wrong, then closes the connection.</summary>
/// <param name="framing">The header that says how long the body is.</param>
/// <param name="frame">Makes the bytes after the headers of the body.</param>
internal sealed class RawResponse(Func<int, string> framing, Func<ReadOnlyMemory<byte>, byte[]> frame) : IFaultyResponse
{
    public static RawResponse OfLength(Func<int, int> announced) =>
        new(length => "Content-Length: " + announced(length).ToString(CultureInfo.InvariantCulture), body => body.ToArray());

    public static RawResponse OfChunks(string first) =>
        new(_ => "Transfer-Encoding: chunked", body => [.. Encoding.ASCII.GetBytes(first), .. body.Span, .. "\r\n0\r\n\r\n"u8]);

    public Task SendAsync(Exchange exchange)
    {
        var body = exchange.MakeReal().Body;
        var headers = $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n{framing(body.Length)}\r\n\r\n";
        return exchange.SendRawAsync((byte[])[.. Encoding.ASCII.GetBytes(headers), .. frame(body)]);
    }
}
