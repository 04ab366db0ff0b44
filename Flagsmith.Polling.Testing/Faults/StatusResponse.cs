using Flagsmith.Polling.Testing.Serving;

namespace Flagsmith.Polling.Testing.Faults;

/// <summary>Refuses the request with a status.</summary>
internal sealed class StatusResponse(int status) : IFaultyResponse
{
    // The statuses that have no body.
    private bool IsBare => status is < 200 or 204 or 205 or 304;

    public Task SendAsync(Exchange exchange) => exchange.SendAsync(IsBare
        ? new Response(status, null, default)
        : Response.OfPage(status, $"Status {status}"));
}
