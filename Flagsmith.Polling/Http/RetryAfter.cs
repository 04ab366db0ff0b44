using System.Net;
using System.Net.Http.Headers;

namespace Flagsmith.Polling.Http;

/// <summary>Reads <c>Retry-After</c> (RFC 9110 section 10.2.3) of 429 and 503, in seconds or as a date.</summary>
internal static class RetryAfter
{
    /// <summary>The most that polling waits because a server asked for it: one header must not silence polling for a day.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    private static readonly TimeSpan FiveMinutes = TimeSpan.FromMinutes(5);

    /// <param name="response">The response.</param>
    /// <param name="interval">The usual pause between polls.</param>
    /// <param name="time">Our own clock.</param>
    /// <returns>What the server asked for, however long and never negative; null where it did not.</returns>
    public static TimeSpan? Read(HttpResponseMessage response, TimeSpan interval, TimeProvider time)
    {
        if (response.StatusCode is not (HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable))
        {
            return null;
        }

        var wait = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => Until(date, response.Headers.Date, interval, time),
            _ => HasHugeNumber(response.Headers) ? TimeSpan.FromSeconds(int.MaxValue) : (TimeSpan?)null,
        };
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }

    /// <summary>Determines whether there are more seconds than the framework's parser takes.</summary>
    private static bool HasHugeNumber(HttpResponseHeaders headers) =>
        headers.NonValidated.TryGetValues("Retry-After", out var values)
        && values.Any(static value => value.Length > 0 && !value.AsSpan().Trim().ContainsAnyExceptInRange('0', '9'));

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
