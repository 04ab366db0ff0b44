namespace Flagsmith.Polling.Testing.Faults;

/// <summary>Closes a connection that was kept open just as a request comes in on it. The first request of a connection gets a response.</summary>
internal sealed class IdleCloseResponse : IFaultyResponse
{
    public Task SendAsync(Exchange exchange) =>
        exchange.Connection.Requests == 1 ? exchange.SendAsync(exchange.MakeReal()) : exchange.SendRawAsync(default);
}
