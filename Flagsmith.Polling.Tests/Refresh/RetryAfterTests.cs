using System.Net;
using Flagsmith.Polling.Refresh;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Flagsmith.Polling.Tests.Refresh;

/// <summary>The loop never polls before the time that a server asked for, and no header silences it for longer than an hour.</summary>
public sealed class RetryAfterTests
{
    [TestCase("3601", "01:00:01")]
    [TestCase("86400", "1.00:00:00")]
    [TestCase("2147483647", "24855.03:14:07")]
    [TestCase("2147483648", "24855.03:14:07")] // more than the framework's parser takes
    [TestCase("99999999999999999999999999", "24855.03:14:07")]
    [TestCase("Fri, 31 Dec 9999 23:59:59 GMT", "3652058.23:59:59")]
    public async Task LongRetryAfter_IsCappedAtAnHour_AndTheStatusSaysSo(string header, string asked)
    {
        await using var polling = await StartedAsync();
        polling.Random = 0;
        Refuse(polling, HttpStatusCode.ServiceUnavailable, header, date: new DateTimeOffset(1, 1, 1, 0, 0, 0, TimeSpan.Zero));

        await polling.PollAsync();

        polling.Time.UntilNextTimer.Should().Be(TimeSpan.FromHours(1));
        polling.Flags.Status.NextPollAt.Should().Be(polling.Time.GetUtcNow() + TimeSpan.FromHours(1));
        polling.Flags.Status.LastError!.RetryAfter.Should().Be(TimeSpan.Parse(asked, System.Globalization.CultureInfo.InvariantCulture));
        polling.Flags.Status.LastError.Message.Should().Contain($"asked to wait {asked}; polling waits 01:00:00 at most");
    }

    [TestCase("90", "The server asked to wait 00:01:30.")]
    [TestCase("soon", null)]
    [TestCase("-90", null)]
    [TestCase("", null)]
    [TestCase("1e9", null)]
    public async Task RetryAfter_IsNamedInTheError_WhereItIsOne(string header, string? says)
    {
        await using var polling = await StartedAsync();
        Refuse(polling, HttpStatusCode.TooManyRequests, header);

        await polling.PollAsync();

        polling.Flags.Status.LastError!.Message.Should().Match(message => says == null ? !message.Contains("asked to wait") : message.Contains(says));
        polling.Time.UntilNextTimer.Should().Be(says is null ? TimeSpan.FromSeconds(15) : TimeSpan.FromSeconds(94.5));
    }

    private static IEnumerable<TestCaseData> LaterFailures()
    {
        yield return Case("a server's fault", () => StubApi.Content(HttpStatusCode.BadGateway, "oops", "text/plain"));
        yield return Case("a refusal", () => StubApi.Content(HttpStatusCode.Unauthorized, "oops", "text/plain"));
        yield return Case("no connection", () => throw new HttpRequestException("refused"));
        yield return Case("another limit without a time", () => StubApi.Content(HttpStatusCode.TooManyRequests, "oops", "text/plain"));
        static TestCaseData Case(string name, Func<Task<HttpResponseMessage>> response) => new TestCaseData(response).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(LaterFailures))]
    public async Task RefreshAsync_ThatFailsMeanwhile_DoesNotBringTheLoopBeforeTheTime(Func<Task<HttpResponseMessage>> response)
    {
        await using var polling = await StartedAsync();
        polling.Random = 0;
        Refuse(polling, HttpStatusCode.TooManyRequests, "600");
        await polling.PollAsync();
        polling.Time.Advance(TimeSpan.FromSeconds(100));
        polling.Api.Response = (_, _) => response();

        await polling.Flags.Invoking(flags => flags.RefreshAsync()).Should().ThrowAsync<FlagsmithApiException>();
        await polling.UntilPlannedAsync();
        polling.Time.UntilNextTimer.Should().Be(TimeSpan.FromSeconds(500));
        polling.Host.Services.GetRequiredKeyedService<FlagProvider>(Options.DefaultName).Poller.NoteServerReachable();
        polling.Time.Advance(TimeSpan.FromSeconds(499));
        polling.Flags.Status.NextPollAt.Should().Be(polling.Time.GetUtcNow() + TimeSpan.FromSeconds(1));

        await polling.PollAsync();

        polling.Time.UntilNextTimer.Should().BeLessThan(TimeSpan.FromSeconds(500), "the server was left alone for as long as it asked");
    }

    [Test]
    public async Task RefreshAsync_ThatSucceedsMeanwhile_LetsTheLoopGoOn()
    {
        await using var polling = await StartedAsync();
        Refuse(polling, HttpStatusCode.TooManyRequests, "600");
        await polling.PollAsync();
        polling.Api.RespondJson("[]");

        await polling.Flags.RefreshAsync();
        await polling.Time.AdvanceUntilAsync(() => polling.Time.UntilNextTimer < TimeSpan.FromSeconds(61));

        polling.Flags.Status.LastError.Should().BeNull();
    }

    private static void Refuse(PollingHost polling, HttpStatusCode status, string header, DateTimeOffset? date = null) => polling.Api.Response = async (_, _) =>
    {
        var response = await StubApi.Content(status, "slow down", "text/plain");
        response.Headers.Date = date;
        response.Headers.TryAddWithoutValidation("Retry-After", header).Should().BeTrue();
        return response;
    };

    private static async Task<PollingHost> StartedAsync()
    {
        var polling = new PollingHost();
        polling.Api.RespondJson(Bodies.List(Bodies.Flag("a_flag")));
        await polling.StartAsync();
        await polling.UntilPlannedAsync();
        return polling;
    }
}
