using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Flagsmith.Polling.Benchmarks.Soak;

/// <summary>An in-process Flagsmith that alternates between good and bad spells. Each response holds the generation that was true when it was sent.</summary>
internal sealed class FlappingApi(SoakClock clock, MoodSwings moods, PollLedger ledger, FetchLedger fetches) : HttpMessageHandler
{
    private static readonly TimeSpan SlowResponse = TimeSpan.FromMilliseconds(400);

    private long _fetches;

    /// <summary>Gets how many requests for users there were.</summary>
    public long Fetches => Interlocked.Read(ref _fetches);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Content is not null)
        {
            Interlocked.Increment(ref _fetches);
            using var body = JsonDocument.Parse(await request.Content.ReadAsByteArrayAsync(cancellationToken));
            var moodOfUsers = moods.At(clock.Elapsed);
            var user = await RespondAsync(request, body.RootElement.GetProperty("identifier").GetString(), moodOfUsers, cancellationToken);
            if (MoodSwings.IsWell(moodOfUsers))
            {
                fetches.Note(clock.Elapsed);
            }

            return user;
        }

        var began = clock.Elapsed;
        var mood = moods.At(began);
        var isGood = false;
        try
        {
            var response = await RespondAsync(request, identifier: null, mood, cancellationToken);
            isGood = MoodSwings.IsWell(mood);
            return response;
        }
        finally
        {
            ledger.Note(began, clock.Elapsed, isGood);
        }
    }

    private async Task<HttpResponseMessage> RespondAsync(HttpRequestMessage request, string? identifier, ApiMood mood, CancellationToken cancellationToken)
    {
        var pause = mood switch { ApiMood.Hangs => Timeout.InfiniteTimeSpan, ApiMood.Slow => SlowResponse, _ => TimeSpan.Zero };
        await Task.Delay(pause, cancellationToken);
        var whole = SoakBody.Write(identifier, clock.Generation);
        return mood switch
        {
            ApiMood.Errors => Make(request, HttpStatusCode.InternalServerError, "application/json", """{"detail":"Out of order."}"""u8.ToArray()),
            ApiMood.HtmlPages => Make(request, HttpStatusCode.OK, "text/html", "<html><body>Down for maintenance</body></html>"u8.ToArray()),
            ApiMood.TornBodies => Make(request, HttpStatusCode.OK, "application/json", whole[..(whole.Length / 2)]),
            _ => Make(request, HttpStatusCode.OK, "application/json", whole),
        };
    }

    private static HttpResponseMessage Make(HttpRequestMessage request, HttpStatusCode status, string type, byte[] body)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue(type) { CharSet = Encoding.UTF8.WebName };
        return new HttpResponseMessage(status) { Content = content, RequestMessage = request };
    }
}
