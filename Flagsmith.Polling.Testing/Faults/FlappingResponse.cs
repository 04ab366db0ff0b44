namespace Flagsmith.Polling.Testing.Faults;

/// <summary>Refuses every other request, beginning with the first.</summary>
internal sealed class FlappingResponse : IFaultyResponse
{
    private static readonly StatusResponse Refusal = new(503);

    public Task SendAsync(Exchange exchange) => exchange.Use % 2 == 0 ? Refusal.SendAsync(exchange) : exchange.SendAsync(exchange.MakeReal());
}
