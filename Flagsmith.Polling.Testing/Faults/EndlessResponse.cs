using Flagsmith.Polling.Testing.Serving;

namespace Flagsmith.Polling.Testing.Faults;

/// <summary>Sends JSON that is blank but for its beginning, as much as was announced, or without end.</summary>
internal sealed class EndlessResponse(long? announced) : IFaultyResponse
{
    private static readonly byte[] Blank = MakeBlank();

    public async Task SendAsync(Exchange exchange)
    {
        exchange.Response.ContentType = Response.Json;
        exchange.Response.ContentLength = announced;
        await exchange.Response.Body.WriteAsync("["u8.ToArray(), exchange.Ended).ConfigureAwait(false);
        for (var left = announced - 1 ?? long.MaxValue; left > 0; left -= Blank.Length)
        {
            await exchange.Response.Body.WriteAsync(Blank.AsMemory(0, (int)Math.Min(left, Blank.Length)), exchange.Ended).ConfigureAwait(false);
        }
    }

    private static byte[] MakeBlank()
    {
        var blank = new byte[64 * 1024];
        blank.AsSpan().Fill((byte)' ');
        return blank;
    }
}
