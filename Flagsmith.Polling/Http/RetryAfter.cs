using System.Net;

namespace Flagsmith.Polling.Http;

/// <summary>Reads <c>Retry-After</c> (RFC 9110 section 10.2.3) of 429 and 503, in seconds or as a date.</summary>
internal static class RetryAfter
{
    private static readonly TimeSpan FiveMinutes = TimeSpan.FromMinutes(5);

    /// <param name="response">The answer.</param>
    /// <param name="interval">The usual pause between polls.</param>
    /// <param name="time">Our own clock.</param>
    public static TimeSpan? Read(HttpResponseMessage response, TimeSpan interval, TimeProvider time)
    {
        if (response.StatusCode is not (HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable)
            || response.Headers.RetryAfter is not { } header)
        {
            return null;
        }

        var wait = header.Delta ?? (header.Date is { } date ? Until(date, response.Headers.Date, interval, time) : null);
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }

    // A date is compared with the server's own clock where it tells it, so that a wrong clock on either side changes nothing. Where it
    // does not, ours may be a year behind: then the date counts for no more than polling pauses after failures anyway.
    private static TimeSpan Until(DateTimeOffset date, DateTimeOffset? serverClock, TimeSpan interval, TimeProvider time)
    {
        if (serverClock is { } now)
        {
            return date - now;
        }

        var (wait, most) = (date - time.GetUtcNow(), interval > FiveMinutes ? interval : FiveMinutes);
        return wait < most ? wait : most;
    }
}
