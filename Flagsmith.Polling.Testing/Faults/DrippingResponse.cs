using Flagsmith.Polling.Testing.Serving;

namespace Flagsmith.Polling.Testing.Faults;

/// <summary>Sends the real body one byte at a time, on the server's clock.</summary>
internal sealed class DrippingResponse(TimeSpan perByte) : IFaultyResponse
{
    public async Task SendAsync(Exchange exchange)
    {
        var real = exchange.MakeReal();
        ResponseWriter.Begin(exchange.Response, real);
        for (var index = 0; index < real.Body.Length; index++)
        {
            await Task.Delay(perByte, exchange.Time, exchange.Ended).ConfigureAwait(false);
            await exchange.Response.Body.WriteAsync(real.Body.Slice(index, 1), exchange.Ended).ConfigureAwait(false);
            await exchange.Response.Body.FlushAsync(exchange.Ended).ConfigureAwait(false);
        }
    }
}
