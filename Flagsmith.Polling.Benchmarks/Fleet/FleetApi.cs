using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Flagsmith.Polling.Benchmarks.Fleet;

/// <summary>A Flagsmith whose content has a number, which only rises; counts who asks when.</summary>
internal sealed class FleetApi(Func<int, byte[]> bodyOf) : HttpMessageHandler
{
    private readonly ConcurrentQueue<long> _requests = new();
    private byte[] _body = bodyOf(1);
    private long _servedAt;
    private int _served;

    /// <summary>Gets the number of the newest content.</summary>
    public int Content { get; private set; } = 1;

    /// <summary>Gets or sets whether it responds with 503.</summary>
    public bool IsDown { get; set; }

    /// <summary>Gets the timestamps of all requests.</summary>
    public long[] Requests => [.. _requests];

    /// <summary>Gets when the newest content was first served.</summary>
    public long ServedAt => Volatile.Read(ref _servedAt);

    public static byte[] FlagsOf(int content, int count) => Encoding.UTF8.GetBytes($"[{string.Join(',', Enumerable.Range(0, count).Select(index => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"id":{{index}},"feature":{"id":{{index}},"name":"flag_{{index}}","created_date":"2026-01-02T03:04:05.678901Z","description":null,"initial_value":"x","default_enabled":true,"type":"STANDARD"},"feature_state_value":{{content}},"environment":9,"identity":null,"feature_segment":null,"enabled":true}""")))}]");

    public static byte[] DocumentOf(int content, int bytes)
    {
        var text = new StringBuilder("""{"api_key":"client","name":"Env","updated_at":"2026-01-01T00:00:00+00:00","project":{"hide_disabled_flags":null,"segments":[]},"identity_overrides":[""");
        var random = new Random(1);
        for (var index = 0; text.Length < bytes - 40_000; index++)
        {
            text.Append(CultureInfo.InvariantCulture, $$"""{{(index == 0 ? "" : ",")}}{"identifier":"user-{{random.NextInt64()}}-{{index}}","identity_uuid":"{{Guid.NewGuid()}}","identity_features":[{"feature":{"id":1,"name":"flag_1","type":"STANDARD"},"enabled":true,"feature_state_value":"{{random.Next()}}"}]}""");
        }

        text.Append("],\"feature_states\":[");
        for (var index = 0; index < 100; index++)
        {
            text.Append(CultureInfo.InvariantCulture, $$"""{{(index == 0 ? "" : ",")}}{"feature":{"id":{{index}},"name":"flag_{{index}}","type":"STANDARD"},"enabled":true,"django_id":{{index}},"feature_state_value":{{content}}}""");
        }

        return Encoding.UTF8.GetBytes(text.Append("]}").ToString());
    }

    /// <summary>From now on there is other content.</summary>
    public void Change()
    {
        var body = bodyOf(Content + 1);
        (_body, Content) = (body, Content + 1);
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        _requests.Enqueue(Stopwatch.GetTimestamp());
        if (IsDown)
        {
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.ServiceUnavailable) { RequestMessage = request });
        }

        if (Interlocked.Exchange(ref _served, Content) != Content)
        {
            Volatile.Write(ref _servedAt, Stopwatch.GetTimestamp());
        }

        var content = new ByteArrayContent(_body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = content, RequestMessage = request });
    }
}
