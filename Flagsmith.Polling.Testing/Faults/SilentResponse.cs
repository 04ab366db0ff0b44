namespace Flagsmith.Polling.Testing.Faults;

/// <summary>Takes the request and never answers.</summary>
internal sealed class SilentResponse : IFaultyResponse
{
    public Task SendAsync(Exchange exchange) => exchange.HangAsync();
}
