using System.Globalization;
using Flagsmith.Polling.Testing.Serving;

namespace Flagsmith.Polling.Testing.Faults;

/// <summary>Redirects the request: to itself, or to this server under another name, so that a client which follows is seen in the requests.</summary>
internal sealed class RedirectResponse(bool elsewhere) : IFaultyResponse
{
    public Task SendAsync(Exchange exchange)
    {
        var host = elsewhere ? string.Create(CultureInfo.InvariantCulture, $"http://localhost:{exchange.Request.Host.Port}") : "";
        return exchange.SendAsync(Response.Redirect(307, null, host + exchange.Request.Path + exchange.Request.QueryString));
    }
}
