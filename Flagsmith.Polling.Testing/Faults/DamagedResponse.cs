using Flagsmith.Polling.Testing.Serving;

namespace Flagsmith.Polling.Testing.Faults;

/// <summary>Damages the real response, where that is a good one.</summary>
internal sealed class DamagedResponse(Func<Response, Response> damage) : IFaultyResponse
{
    public static DamagedResponse OfBody(Func<ReadOnlyMemory<byte>, byte[]> damage) => new(real => real with { Body = damage(real.Body) });

    public Task SendAsync(Exchange exchange)
    {
        var real = exchange.MakeReal();
        return exchange.SendAsync(real.Status == 200 ? damage(real) : real);
    }
}
