using System.Net;

namespace Flagsmith.Polling.Http;

/// <summary>Reads <c>Retry-After</c> (RFC 9110 section 10.2.3) of 429 and 503, in seconds or as a date.</summary>
internal static class RetryAfter
{
    public static TimeSpan? Read(HttpResponseMessage response, TimeProvider time)
    {
        if (response.StatusCode is not (HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable)
            || response.Headers.RetryAfter is not { } header)
        {
            return null;
        }

        // A date is compared with the server's own clock where it tells it, so that a wrong clock on either side changes nothing.
        var wait = header.Delta ?? (header.Date - (response.Headers.Date ?? time.GetUtcNow()));
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }
}
