namespace Flagsmith.Polling.Testing.Faults;

/// <summary>Accepts the request and never responds.</summary>
internal sealed class SilentResponse : IFaultyResponse
{
    public Task SendAsync(Exchange exchange) => exchange.HangAsync();
}
