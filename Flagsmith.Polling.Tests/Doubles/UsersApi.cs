using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;

namespace Flagsmith.Polling.Tests.Doubles;

/// <summary>Responds to a stub's <c>flags/</c> and <c>identities/</c>, and counts the requests.</summary>
internal sealed class UsersApi
{
    private readonly ConcurrentQueue<JsonObject> _asked = new();
    private int _running;
    private int _maxAtOnce;

    public UsersApi(StubApi api) => api.Response = RespondAsync;

    /// <summary>Gets or sets the environment's flags.</summary>
    public string[] Environment { get; set; } = [Bodies.Flag("a_flag", value: "1"), Bodies.Flag("another")];

    /// <summary>Gets or sets the flags of a user; the environment's by default.</summary>
    public Func<string, string[]>? FlagsOf { get; set; }

    /// <summary>Gets or sets what the response waits for, for example a gate; nothing by default.</summary>
    public Func<JsonObject, CancellationToken, Task> Wait { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>Gets or sets the whole response for a user; made of the flags by default.</summary>
    public Func<JsonObject, Task<HttpResponseMessage>>? Response { get; set; }

    /// <summary>Gets the bodies of the requests for users.</summary>
    public IReadOnlyList<JsonObject> Asked => [.. _asked];

    public int Count => _asked.Count;

    public int MaxAtOnce => Volatile.Read(ref _maxAtOnce);

    public void Fail(HttpStatusCode status) => Response = _ => StubApi.Content(status, "oops", "text/plain");

    public static string Body(JsonObject request, params string[] flags)
    {
        var traits = string.Join(",", request["traits"]!.AsArray().Where(trait => trait!["trait_value"] is not null).Select(trait =>
            $$"""{"id":5,"trait_key":{{trait!["trait_key"]!.ToJsonString()}},"trait_value":{{trait["trait_value"]!.ToJsonString()}},"transient":false}"""));
        return $$"""{"identifier":{{request["identifier"]!.ToJsonString()}},"traits":[{{traits}}],"flags":{{Bodies.List(flags)}}}""";
    }

    private async Task<HttpResponseMessage> RespondAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.RequestUri!.AbsolutePath.EndsWith("/flags/", StringComparison.Ordinal))
        {
            return await StubApi.Json(Bodies.List(Environment));
        }

        request.Method.Should().Be(HttpMethod.Post);
        var body = JsonNode.Parse(await request.Content!.ReadAsStringAsync(cancellationToken))!.AsObject();
        _asked.Enqueue(body);
        var running = Interlocked.Increment(ref _running);
        InterlockedMax(ref _maxAtOnce, running);
        try
        {
            await Wait(body, cancellationToken);
            return await (Response is { } response ? response(body) : StubApi.Json(Body(body, FlagsOf?.Invoke(body["identifier"]!.GetValue<string>()) ?? Environment)));
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }

    private static void InterlockedMax(ref int most, int value)
    {
        int seen;
        while ((seen = Volatile.Read(ref most)) < value && Interlocked.CompareExchange(ref most, value, seen) != seen)
        {
        }
    }
}
