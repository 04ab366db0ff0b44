using System.Net;
using Flagsmith.Polling.Http;
using Flagsmith.Polling.Refresh;

namespace Flagsmith.Polling.Tests.Http;

public sealed class ApiResponseTests
{
    private static readonly DateTimeOffset Since = new(2026, 11, 26, 1, 21, 6, 564, TimeSpan.FromHours(1));

    [Test]
    public async Task Condition_IsSentToTheSecond()
    {
        await using var polling = new PollingHost();

        using var response = await SendAsync(polling, request => request with { IfModifiedSince = Since });

        polling.Api.Requests.Single().Headers.NonValidated["If-Modified-Since"].ToString().Should().Be("Thu, 26 Nov 2026 00:21:06 GMT");
        response.Status.Should().Be(HttpStatusCode.OK);
    }

    [Test]
    public async Task Condition_IsSentAgainAfterARedirect()
    {
        await using var polling = new PollingHost();
        polling.Api.Response = async (request, _) =>
        {
            var response = await StubApi.Content(polling.Api.Requests.Count == 1 ? HttpStatusCode.TemporaryRedirect : HttpStatusCode.NotModified, "", "text/html");
            response.Headers.Location = new Uri("/api/v1/elsewhere/", UriKind.Relative);
            return response;
        };

        using var response = await SendAsync(polling, request => request with { IfModifiedSince = Since });

        polling.Api.Requests.Should().HaveCount(2).And.OnlyContain(request => request.Headers.IfModifiedSince.HasValue);
        response.Status.Should().Be(HttpStatusCode.NotModified);
    }

    [Test]
    public async Task NotModified_OfARequestWithACondition_HasNoBody()
    {
        await using var polling = new PollingHost();
        polling.Api.Response = (_, _) => Respond(HttpStatusCode.NotModified, ("Last-Modified", "Thu, 26 Nov 2026 00:21:06 GMT"));

        using var response = await SendAsync(polling, request => request with { IfModifiedSince = Since, WantsHead = true });

        response.Status.Should().Be(HttpStatusCode.NotModified);
        response.Bytes.Length.Should().Be(0);
        response.Head.LastModified.Should().BeNull("what it says is known: the headers are not read");
    }

    [TestCase(HttpStatusCode.NotModified, false)]
    [TestCase(HttpStatusCode.NoContent, true)]
    [TestCase(HttpStatusCode.PreconditionFailed, true)]
    public async Task OtherStatus_IsAnInvalidResponse(HttpStatusCode status, bool isConditional)
    {
        await using var polling = new PollingHost();
        polling.Api.Response = (_, _) => Respond(status);

        var sending = () => SendAsync(polling, request => request with { IfModifiedSince = isConditional ? Since : null, WantsHead = true });

        (await sending.Should().ThrowAsync<FlagsmithApiException>()).Which.Should().BeEquivalentTo(new { Kind = FlagsmithErrorKind.InvalidResponse, StatusCode = status })
            .And.Subject.As<FlagsmithApiException>().Message.Should().Contain("Flagsmith responds with 200 and flags");
    }

    [Test]
    public async Task Head_OfARequestThatWantsIt_HasWhatTheHeadersSay()
    {
        await using var polling = new PollingHost();
        polling.Api.Response = (_, _) => Respond(
            HttpStatusCode.OK,
            ("Last-Modified", "Thu, 26 Nov 2026 01:21:06 GMT"),
            ("X-Flagsmith-Document-Updated-At", "1795656066.564906"),
            ("Link", "</api/v1/flags/?page_id=2>; rel=\"next\""));

        using var response = await SendAsync(polling, request => request with { WantsHead = true });

        response.Head.Should().BeEquivalentTo(new
        {
            LastModified = new DateTimeOffset(2026, 11, 26, 1, 21, 6, TimeSpan.Zero),
            DocumentUpdatedAt = 1795656066.564906m,
            NextPage = "/api/v1/flags/?page_id=2",
        });
    }

    [Test]
    public async Task Head_OfARequestThatDoesNotWantIt_SaysNothing()
    {
        await using var polling = new PollingHost();
        polling.Api.Response = (_, _) => Respond(
            HttpStatusCode.OK, ("Last-Modified", "Thu, 26 Nov 2026 01:21:06 GMT"), ("X-Flagsmith-Document-Updated-At", "1795656066.5"), ("Link", "<a>; rel=next"));

        using var response = await SendAsync(polling, request => request);

        response.Head.Should().BeSameAs(ResponseHead.None);
        response.Head.Should().BeEquivalentTo(new { LastModified = (DateTimeOffset?)null, DocumentUpdatedAt = (decimal?)null, NextPage = (string?)null });
    }

    [TestCase("yesterday")]
    [TestCase("2026-11-26T01:21:06+00:00")]
    [TestCase(null)]
    public void LastModified_MalformedOrAbsent_IsNull(string? value) => HeadOf("Last-Modified", value).LastModified.Should().BeNull();

    [TestCase("1689172003.899101", 1689172003_899101)]
    [TestCase("1689172003.0", 1689172003_000000)]
    [TestCase("1689172003", 1689172003_000000)]
    [TestCase("0", 0)]
    [SetCulture("de-DE")]
    public void DocumentUpdatedAt_Seconds_AreReadInEveryCulture(string value, long microseconds) =>
        HeadOf("X-Flagsmith-Document-Updated-At", value).DocumentUpdatedAt.Should().Be(microseconds / 1_000_000m);

    [TestCase(null)]
    [TestCase("1689172003,5")]
    [TestCase("1.689e9")]
    [TestCase("-1")]
    [TestCase("NaN")]
    [TestCase("inf")]
    [TestCase("0x10")]
    [TestCase("2026-11-26T01:21:06+00:00")]
    [TestCase("99999999999999999999999999999999")]
    public void DocumentUpdatedAt_MalformedOrAbsent_IsNull(string? value) => HeadOf("X-Flagsmith-Document-Updated-At", value).DocumentUpdatedAt.Should().BeNull();

    [Test]
    public void DocumentUpdatedAt_SentTwice_IsNull() => HeadOf("X-Flagsmith-Document-Updated-At", "1", "2").DocumentUpdatedAt.Should().BeNull();

    [Test]
    public async Task TakenBody_OutlivesTheResponse()
    {
        var body = (await PooledBody.ReadAsync(new MemoryStream([1, 2, 3]), 3, 10, CancellationToken.None))!;
        var response = new ApiResponse(HttpStatusCode.OK, body, ResponseHead.None);

        using var taken = response.TakeBody();
        response.Dispose();

        taken.Should().BeSameAs(body);
        taken.Bytes.ToArray().Should().Equal(1, 2, 3);
        response.Bytes.Length.Should().Be(0);
    }

    [Test]
    public async Task DisposedResponse_HasGivenItsBodyBack()
    {
        var body = (await PooledBody.ReadAsync(new MemoryStream([1, 2, 3]), 3, 10, CancellationToken.None))!;

        new ApiResponse(HttpStatusCode.OK, body, ResponseHead.None).Dispose();

        body.Bytes.Length.Should().Be(0);
    }

    private static async Task<ApiResponse> SendAsync(PollingHost polling, Func<ApiRequest, ApiRequest> change)
    {
        var provider = (FlagProvider)polling.Flags;
        return await provider.Environment.Api.SendAsync(change(ApiRequest.Flags(provider.Options)), provider.Options, CancellationToken.None);
    }

    private static ResponseHead HeadOf(string name, params string?[] values)
    {
        using var response = new HttpResponseMessage();
        foreach (var value in values.OfType<string>())
        {
            _ = response.Headers.TryAddWithoutValidation(name, value) || response.Content.Headers.TryAddWithoutValidation(name, value);
        }

        return ResponseHead.Of(response);
    }

    private static async Task<HttpResponseMessage> Respond(HttpStatusCode status, params (string Name, string Value)[] headers)
    {
        var response = await StubApi.Content(status, "[]", "application/json");
        foreach (var (name, value) in headers)
        {
            _ = response.Headers.TryAddWithoutValidation(name, value) || response.Content.Headers.TryAddWithoutValidation(name, value);
        }

        return response;
    }
}
