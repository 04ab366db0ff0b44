using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Flagsmith.Polling.Benchmarks.Stress.Model;

namespace Flagsmith.Polling.Benchmarks.Stress.Server;

/// <summary>Flagsmith in this process: holds the truth about each user, and holds back, loses and falsifies responses. Thread-safe.</summary>
internal sealed class StressApi(StageKind kind, StageState stage, Sequence sequence, StressCounts counts) : HttpMessageHandler
{
    private static readonly TimeSpan AfterTimeout = TimeSpan.FromMilliseconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, ServerUser> _users = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<long, long> _arrivals = new();
    private long _content = 1;

    /// <summary>Gets the number of the environment's content.</summary>
    public long Content => Interlocked.Read(ref _content);

    /// <summary>Somebody changes the environment in the dashboard.</summary>
    public void ChangeEnvironment() => Interlocked.Increment(ref _content);

    /// <summary>Adds a user before the first request.</summary>
    public void Add(UserModel user) => _users.Add(user.Identifier, new ServerUser(user, sequence));

    /// <summary>Gives when the request of a call that set a trait came in; null when it did not.</summary>
    public long? TakeArrival(long writer) => _arrivals.TryRemove(writer, out var sent) ? sent : null;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Content is null)
        {
            return await RespondEnvironmentAsync(request, cancellationToken);
        }

        counts.Fetched();
        var post = IdentityPost.Read(await request.Content.ReadAsByteArrayAsync(cancellationToken));
        return _users.TryGetValue(post.Identifier, out var user)
            ? await RespondUserAsync(request, user, post, cancellationToken)
            : Json(request, StressBody.OfUser(Content, new ViewFacts(post.Identifier, sequence.Next(), 0, CallKind.Read, 0, "", TraitTicks.None), []));
    }

    private async Task<HttpResponseMessage> RespondEnvironmentAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var fault = Random.Shared.Next(12);
        var content = kind == StageKind.Crowded && fault == 0 ? 0 : Content;
        await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(3) == 0 ? 200 * Random.Shared.NextDouble() : 0), cancellationToken);
        if (kind == StageKind.Defaults || fault is 1 or 2)
        {
            counts.Failed();
            return fault == 1 ? throw new HttpRequestException(HttpRequestError.ConnectionError) : new HttpResponseMessage(HttpStatusCode.InternalServerError) { RequestMessage = request };
        }

        if (content == 0)
        {
            ChangeEnvironment(); // what comes after is something else than what was before
            return Json(request, "[]"u8.ToArray());
        }

        return Json(request, StressBody.OfEnvironment(content));
    }

    private async Task<HttpResponseMessage> RespondUserAsync(HttpRequestMessage request, ServerUser user, IdentityPost post, CancellationToken cancellationToken)
    {
        var (sent, sentAt) = (sequence.Next(), sequence.Milliseconds);
        var plan = kind == StageKind.Churning ? RequestPlan.Good : RequestPlan.Draw(post.Kind, kind, post.Identifier[^1] - '0');
        user.Model.History.Add($"{post.Kind} comes in ({plan.Fault}, held {plan.Hold.TotalMilliseconds:F0} ms{(plan.AppliesLate ? ", applied late" : "")})", sent);
        Note(user, post, plan, sent);
        if (post.Kind is not (CallKind.Write or CallKind.StoringRead))
        {
            return await RespondAsync(request, user, post, plan, sent, sentAt, cancellationToken);
        }

        counts.Wrote();
        var write = user.BeginWrite(cancellationToken);
        try
        {
            return await RespondAsync(request, user, post, plan, sent, sentAt, cancellationToken);
        }
        finally
        {
            user.EndWrite(write);
        }
    }

    private void Note(ServerUser user, IdentityPost post, RequestPlan plan, long sent)
    {
        if (post.Writer != 0)
        {
            _arrivals[post.Writer] = sent;
        }

        if (plan.Fault is RequestFault.Unavailable or RequestFault.Throttled)
        {
            stage.Refuse();
        }

        if (plan.Fault != RequestFault.None)
        {
            counts.Failed();
            user.Model.NoteFault(post.Kind);
        }
    }

    private async Task<HttpResponseMessage> RespondAsync(
        HttpRequestMessage request, ServerUser user, IdentityPost post, RequestPlan plan, long sent, long sentAt, CancellationToken cancellationToken)
    {
        var stores = post.Kind is CallKind.Write or CallKind.StoringRead && !IsLostBefore(plan.Fault);
        if (stores && !plan.AppliesLate)
        {
            user.Apply(post);
        }

        var body = stores && plan.AppliesLate ? null : user.Write(post, Content, sent, sentAt, plan.Fault);
        await HoldAsync(user, post, plan, cancellationToken);
        if (body is null)
        {
            user.Apply(post);
            body = user.Write(post, Content, sent, sentAt, plan.Fault);
        }

        user.Model.History.Add($"{post.Kind} got its response", sent);
        return Respond(request, post, plan.Fault, body);
    }

    private static async Task HoldAsync(ServerUser user, IdentityPost post, RequestPlan plan, CancellationToken cancellationToken)
    {
        if (plan.Hold > TimeSpan.Zero)
        {
            await Task.Delay(plan.Hold, cancellationToken);
        }
        else
        {
            await Task.Yield();
        }

        if (plan.Fault is RequestFault.HangsBefore or RequestFault.HangsAfter or RequestFault.AppliedAfterTimeout)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (plan.Fault == RequestFault.AppliedAfterTimeout && plan.AppliesLate)
            {
                await Task.Delay(AfterTimeout, CancellationToken.None);
                user.Apply(post);
            }

            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private static bool IsLostBefore(RequestFault fault) =>
        fault is RequestFault.ConnectionLostBefore or RequestFault.HangsBefore or RequestFault.ServerError or RequestFault.Unavailable or RequestFault.Throttled;

    private static HttpResponseMessage Respond(HttpRequestMessage request, IdentityPost post, RequestFault fault, byte[] body)
    {
        switch (fault)
        {
            case RequestFault.ServerError:
                return new HttpResponseMessage(HttpStatusCode.InternalServerError) { RequestMessage = request };
            case RequestFault.Unavailable or RequestFault.Throttled:
                var refusal = new HttpResponseMessage(fault == RequestFault.Throttled ? HttpStatusCode.TooManyRequests : HttpStatusCode.ServiceUnavailable) { RequestMessage = request };
                refusal.Headers.RetryAfter = new RetryConditionHeaderValue(Pause);
                return refusal;
            case RequestFault.ConnectionLostBefore or RequestFault.ConnectionLostAfter:
                throw new HttpRequestException(HttpRequestError.Unknown, "The connection was lost.", new IOException("The connection was lost."));
            case RequestFault.OtherUser:
                var other = new ViewFacts("somebody-else", long.MaxValue, 0, post.Kind, post.Writer, post.PassedAlong, TraitTicks.None);
                return Json(request, StressBody.OfUser(0, other, []));
            case RequestFault.TornBody:
                return Json(request, body[..(body.Length / 2)]);
            default:
                return Json(request, body);
        }
    }

    private static HttpResponseMessage Json(HttpRequestMessage request, byte[] body)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json") { CharSet = Encoding.UTF8.WebName };
        return new HttpResponseMessage(HttpStatusCode.OK) { Content = content, RequestMessage = request };
    }
}
