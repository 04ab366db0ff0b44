using System.Globalization;
using Flagsmith.Polling.Testing.Serving;

namespace Flagsmith.Polling.Testing.Faults;

/// <summary>Responds with 429 and a <c>Retry-After</c>: in seconds, or as a date on the server's clock.</summary>
internal sealed class ThrottlingResponse(TimeSpan wait, bool asDate) : IFaultyResponse
{
    public Task SendAsync(Exchange exchange)
    {
        var now = exchange.Time.GetUtcNow();
        var retryAfter = asDate ? (now + wait).ToString("r", CultureInfo.InvariantCulture) : Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        return exchange.SendAsync(Response.OfPage(429, "Too Many Requests").With(
            ("Date", now.ToString("r", CultureInfo.InvariantCulture)),
            ("Retry-After", retryAfter)));
    }
}
