using Flagsmith.Polling.Testing.Serving;

namespace Flagsmith.Polling.Testing.Faults;

/// <summary>Sends half of the real body, then nothing more.</summary>
internal sealed class StuckResponse : IFaultyResponse
{
    public async Task SendAsync(Exchange exchange)
    {
        var real = exchange.MakeReal();
        ResponseWriter.Begin(exchange.Response, real);
        await exchange.Response.Body.WriteAsync(real.Body[..(real.Body.Length / 2)], exchange.Ended).ConfigureAwait(false);
        await exchange.Response.Body.FlushAsync(exchange.Ended).ConfigureAwait(false);
        await exchange.HangAsync().ConfigureAwait(false);
    }
}
