using System.Net;
using System.Text;
using Flagsmith.Polling.Sources;
using Flagsmith.Polling.Tests.Local;

namespace Flagsmith.Polling.Tests.Sources;

/// <summary>Pages of a document, and conditional requests, on the wire.</summary>
public sealed class DocumentPagingTests
{
    private const string Id = "identity_override:7:ü&x";

    private static readonly string Link = $"</api/v1/environment-document/?page_id={Uri.EscapeDataString(Id)}>; rel=\"next\"";

    [Test]
    public async Task Pages_AreMerged_AlsoWhereAUserIsOnTwoOfThem()
    {
        await using var polling = Host();
        Serve(polling, Page("ada", "1", Link), Page("bob", "2", "<?page_id=3>; rel=next"), Page("ada", "3"));

        await polling.Flags.RefreshAsync();

        (await polling.Users.GetFlagsAsync("ada")).GetValue("limit", 0).Should().Be(3, "the last entry of a feature applies");
        (await polling.Users.GetFlagsAsync("bob")).GetValue("limit", 0).Should().Be(2);
        polling.Api.Requests.Select(request => request.RequestUri!.AbsoluteUri).Should().Equal(
            "https://flags.test/api/v1/environment-document/",
            "https://flags.test/api/v1/environment-document/?page_id=" + Uri.EscapeDataString(Id),
            "https://flags.test/api/v1/environment-document/?page_id=3");
    }

    [TestCase("<https://elsewhere.test/api/v1/environment-document/?page_id=2>; rel=next", "leads to another server")]
    [TestCase("<http://flags.test/api/v1/environment-document/?page_id=2>; rel=next", "leads to another server")]
    [TestCase("</api/v1/environment-document/>; rel=next", "names no page")]
    [TestCase("</api/v1/environment-document/?page_id=>; rel=next", "names no page")]
    [TestCase("<http://[>; rel=next", "cannot be read")]
    public async Task LinkThatLeadsElsewhere_IsAFailedPoll(string link, string why)
    {
        await using var polling = Host();
        Serve(polling, Page("ada", "1"));
        await polling.Flags.RefreshAsync();
        Serve(polling, Page("ada", "2", link), Page("bob", "3"));

        var thrown = await polling.Flags.Awaiting(flags => flags.RefreshAsync()).Should().ThrowAsync<FlagsmithApiException>();

        thrown.WithMessage($"*next page that {why}*").Which.Message.Should().NotContain("elsewhere");
        (await polling.Users.GetFlagsAsync("ada")).GetValue("limit", 0).Should().Be(1);
    }

    [Test]
    public async Task PageThatFails_KeepsTheOldDocument()
    {
        await using var polling = Host();
        Serve(polling, Page("ada", "1"));
        await polling.Flags.RefreshAsync();
        Serve(polling, Page("ada", "2", Link), () => new HttpResponseMessage(HttpStatusCode.BadGateway));

        await polling.Flags.Awaiting(flags => flags.RefreshAsync()).Should().ThrowAsync<FlagsmithApiException>();

        (await polling.Users.GetFlagsAsync("ada")).GetValue("limit", 0).Should().Be(1);
    }

    [Test]
    public async Task LoopOfPages_EndsAtTheCap()
    {
        await using var polling = Host();
        polling.Api.Response = (_, _) => Task.FromResult(Page("ada", "1", Link)());

        await polling.Flags.Awaiting(flags => flags.RefreshAsync()).Should().ThrowAsync<FlagsmithApiException>().WithMessage("*is the 1000th*");

        polling.Api.Requests.Should().HaveCount(DocumentFetcher.MaxPages);
    }

    [Test]
    public async Task MaxBodyBytes_CoversAllPagesTogether()
    {
        await using var polling = Host(options => options.MaxBodyBytes = 1024);
        polling.Api.Response = (_, _) => Task.FromResult(Page("ada", "1", Link)());

        await polling.Flags.Awaiting(flags => flags.RefreshAsync()).Should().ThrowAsync<FlagsmithApiException>().WithMessage("*MaxBodyBytes*");

        polling.Api.Requests.Should().HaveCountLessThan(8);
    }

    [Test]
    public async Task MaxFlags_CoversTheDocument()
    {
        await using var polling = Host(options => options.MaxFlags = 1);
        polling.Api.RespondJson(Documents.Of([Documents.State("a"), Documents.State("b")]));

        await polling.Flags.Awaiting(flags => flags.RefreshAsync()).Should().ThrowAsync<FlagsmithApiException>().WithMessage("*MaxFlags*");
    }

    [Test]
    public async Task EnvironmentThatChangesBetweenPages_IsFetchedOnceMore()
    {
        await using var polling = Host();
        Serve(polling, Page("ada", "1", Link), Page("bob", "2", updatedAt: "2026-02-02T00:00:00Z"), Page("ada", "5", Link), Page("bob", "6"));

        await polling.Flags.RefreshAsync();

        (await polling.Users.GetFlagsAsync("ada")).GetValue("limit", 0).Should().Be(5);
        polling.Api.Requests.Should().HaveCount(4);
    }

    [Test]
    public async Task NotModified_WhereNothingWasAsked_IsAFailedPoll()
    {
        await using var polling = Host();
        Serve(polling, () => new HttpResponseMessage(HttpStatusCode.NotModified));

        await polling.Flags.Awaiting(flags => flags.RefreshAsync()).Should().ThrowAsync<FlagsmithApiException>().WithMessage("*304*");
    }

    [Test]
    public async Task ScheduledPolls_AreConditionalOnceSettled_AndRequestedOnesNever()
    {
        await using var polling = Host();
        var lastModified = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        polling.Api.Response = (request, _) =>
        {
            var response = request.Headers.IfModifiedSince is null ? Page("ada", "1")() : new HttpResponseMessage(HttpStatusCode.NotModified);
            response.Content ??= new ByteArrayContent([]);
            response.Content.Headers.LastModified = lastModified;
            return Task.FromResult(response);
        };
        await polling.StartAsync();
        await polling.PollAsync();
        await polling.PollAsync();
        await polling.Flags.RefreshAsync();
        await polling.PollAsync();

        polling.Api.Requests.Select(request => request.Headers.IfModifiedSince is not null).Should().Equal(false, false, true, false, true);
        polling.Flags.Status.LastConfirmedAt.Should().Be(polling.Time.GetUtcNow());
        polling.Flags.Current.Version.Should().Be(1);
    }

    private static PollingHost Host(Action<FlagsmithPollingOptions>? configure = null) => new(options =>
    {
        options.Mode = FlagsmithMode.LocalEvaluation;
        configure?.Invoke(options);
    });

    private static Func<HttpResponseMessage> Page(string identifier, string value, string? link = null, string updatedAt = "2026-01-01T00:00:00+00:00") => () =>
    {
        var body = Documents.Of([Documents.State("limit", "0")], overrides: [Documents.Override(identifier, Documents.State("limit", value))], updatedAt: updatedAt);
        var response = new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (link is not null)
        {
            response.Headers.TryAddWithoutValidation("Link", link);
        }

        return response;
    };

    private static void Serve(PollingHost polling, params Func<HttpResponseMessage>[] pages)
    {
        var next = 0;
        polling.Api.Response = (_, _) => Task.FromResult(pages[Math.Min(Interlocked.Increment(ref next), pages.Length) - 1]());
    }
}
