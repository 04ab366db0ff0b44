using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace Flagsmith.Polling.AspNetCore.Tests.Webhook;

/// <summary>Posts as Flagsmith sends them.</summary>
internal static class Posts
{
    public const string Secret = "the-secret-of-the-webhook";

    /// <summary>Makes the body of an event about a flag.</summary>
    public static string Flag(
        string type = "FLAG_UPDATED", string environmentId = "23", string segment = "null", string identity = "null", string identifier = "null") =>
        $$"""
        {"data": {"changed_by": "ada@example.com", "new_state": {{State(true, environmentId, segment, identity, identifier)}}, "previous_state": {{State(false, environmentId, segment, identity, identifier)}}, "timestamp": "2026-11-26T10:15:30.123456Z"}, "event_type": "{{type}}"}
        """;

    public static string State(bool enabled, string environmentId, string segment, string identity, string identifier) =>
        $$"""
        {"enabled": {{(enabled ? "true" : "false")}}, "environment": {"id": {{environmentId}}, "name": "Production"}, "feature": {"created_date": "2026-01-01T00:00:00Z", "default_enabled": false, "description": null, "id": 7, "initial_value": null, "name": "checkout_v2", "project": {"id": 1, "name": "Shop"}, "type": "STANDARD"}, "feature_segment": {{segment}}, "feature_state_value": "gr\u00fcn", "identity": {{identity}}, "identity_identifier": {{identifier}}}
        """;

    public static string Sign(byte[] body, string secret = Secret) => Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body));

    /// <summary>Sends a body with a signature; without one where that is null.</summary>
    public static Task<HttpResponseMessage> SendAsync(HttpClient client, byte[] body, string? signature, bool isChunked = false)
    {
        HttpContent content = isChunked ? new StreamContent(new Unseekable(body)) : new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        var request = new HttpRequestMessage(HttpMethod.Post, "/hook") { Content = content };
        if (isChunked)
        {
            request.Headers.TransferEncodingChunked = true;
        }

        if (signature is not null)
        {
            request.Headers.Add("X-Flagsmith-Signature", signature);
        }

        return client.SendAsync(request);
    }

    public static Task<HttpResponseMessage> SendAsync(HttpClient client, string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        return SendAsync(client, bytes, Sign(bytes));
    }

    // A stream whose length is not known.
    private sealed class Unseekable(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
