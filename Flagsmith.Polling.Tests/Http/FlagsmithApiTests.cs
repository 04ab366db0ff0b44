using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;

namespace Flagsmith.Polling.Tests.Http;

public sealed class FlagsmithApiTests
{
    [Test]
    public async Task Request_CarriesWhatFlagsmithNeeds()
    {
        await using var polling = new PollingHost(options => options.CustomHeaders["X-Team"] = "blue");

        await polling.StartAsync();

        var request = polling.Api.Requests.Single();
        request.Method.Should().Be(HttpMethod.Get);
        request.RequestUri.Should().Be(new Uri("https://flags.test/api/v1/flags/"));
        request.Headers.GetValues("X-Environment-Key").Should().Equal(PollingHost.Key);
        request.Headers.Accept.ToString().Should().Be("application/json");
        request.Headers.UserAgent.ToString().Should().StartWith("Flagsmith.Polling/");
        request.Headers.GetValues("X-Team").Should().Equal("blue");
    }

    [Test]
    public async Task Request_HasTheVersionThatTheApplicationSetForTheClient()
    {
        await using var polling = new PollingHost();
        polling.Services.AddHttpClient(FlagsmithPollingDefaults.HttpClientName, client =>
        {
            client.DefaultRequestVersion = HttpVersion.Version20;
            client.DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        });
        _ = new UsersApi(polling.Api);

        await polling.Flags.RefreshAsync();
        await polling.Users.RefreshAsync("user");

        polling.Api.Requests.Should().HaveCount(2).And.OnlyContain(request =>
            request.Version == HttpVersion.Version20 && request.VersionPolicy == HttpVersionPolicy.RequestVersionExact);
    }

    [Test]
    public async Task ConnectionClosedUnderTheRequest_IsTriedOnceMore()
    {
        await using var polling = new PollingHost();
        polling.Api.Response = (_, _) => polling.Api.Requests.Count == 1
            ? throw new HttpRequestException(HttpRequestError.ResponseEnded)
            : StubApi.Json(Bodies.List(Bodies.Flag("on")));

        (await polling.Flags.RefreshAsync()).IsEnabled("on").Should().BeTrue();
    }

    [Test]
    public async Task ConnectionResetTwice_Fails()
    {
        await using var polling = new PollingHost();
        polling.Api.Response = (_, _) => throw new HttpRequestException("reset", new IOException("reset", new SocketException((int)SocketError.ConnectionReset)));

        (await Refresh(polling)).Kind.Should().Be(FlagsmithErrorKind.Unreachable);

        polling.Api.Requests.Should().HaveCount(2);
    }

    [TestCase(HttpStatusCode.TooManyRequests, true, 90)]
    [TestCase(HttpStatusCode.ServiceUnavailable, true, 90)]
    [TestCase(HttpStatusCode.ServiceUnavailable, false, 120)]
    public async Task RetryAfter_InSecondsOrAsADate_IsHonoured(HttpStatusCode status, bool inSeconds, double seconds)
    {
        await using var polling = new PollingHost(options => options.PollInterval = TimeSpan.FromSeconds(2));
        polling.Api.Response = async (_, _) =>
        {
            var response = await StubApi.Content(status, "slow down", "text/plain");
            var serverClock = new DateTimeOffset(1999, 1, 1, 0, 0, 0, TimeSpan.Zero); // far from ours: only the difference counts
            response.Headers.Date = serverClock;
            response.Headers.RetryAfter = inSeconds ? new RetryConditionHeaderValue(TimeSpan.FromSeconds(90)) : new RetryConditionHeaderValue(serverClock.AddSeconds(120));
            return response;
        };

        (await Refresh(polling)).RetryAfter.Should().Be(TimeSpan.FromSeconds(seconds));
    }

    [TestCase(2, 60, 60)]
    [TestCase(2, 365 * 86_400, 300)] // our clock is a year behind
    [TestCase(3_600, 365 * 86_400, 3_600)]
    [TestCase(2, -365 * 86_400, 0)]
    public async Task RetryAfter_AsADateWithoutTheServersClock_CountsForNoMoreThanAnyOtherFailure(int interval, int ahead, int seconds)
    {
        await using var polling = new PollingHost(options => options.PollInterval = TimeSpan.FromSeconds(interval));
        polling.Api.Response = async (_, _) =>
        {
            var response = await StubApi.Content(HttpStatusCode.ServiceUnavailable, "slow down", "text/plain");
            response.Headers.RetryAfter = new RetryConditionHeaderValue(polling.Time.GetUtcNow().AddSeconds(ahead));
            return response;
        };

        (await Refresh(polling)).RetryAfter.Should().Be(TimeSpan.FromSeconds(seconds));
    }

    [Test]
    public async Task HandlerThatIgnoresItsToken_AndFailsTooLate_LeavesNoFailureUnseen()
    {
        var unseen = new ConcurrentQueue<string>();
        EventHandler<UnobservedTaskExceptionEventArgs> note = (_, found) => unseen.Enqueue(found.Exception.ToString());
        TaskScheduler.UnobservedTaskException += note;
        try
        {
            await FailTooLateAsync();
            for (var round = 0; round < 10; round++)
            {
                await Task.Yield(); // off the stack that may still hold the task
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= note;
        }

        unseen.Should().NotContain(failure => failure.Contains(nameof(HandlerThatIgnoresItsToken_AndFailsTooLate_LeavesNoFailureUnseen), StringComparison.Ordinal));
    }

    [Test]
    public async Task RealServer_WrongKey_IsUnauthorized()
    {
        await using var server = await LocalFlagsmith.StartAsync();
        await using var polling = RealHost(server, "wrong-key");

        (await Refresh(polling)).Should().BeEquivalentTo(new { Kind = FlagsmithErrorKind.Unauthorized, StatusCode = HttpStatusCode.Forbidden });
    }

    [Test]
    public async Task RealServer_Gone_IsUnreachable()
    {
        var server = await LocalFlagsmith.StartAsync();
        await using var polling = RealHost(server, server.EnvironmentKey);
        await polling.Flags.RefreshAsync();
        await server.DisposeAsync();

        (await Refresh(polling)).Kind.Should().Be(FlagsmithErrorKind.Unreachable);
    }

    [Test]
    public async Task RealServer_ChangedFile_IsSeenAndAHalfSavedOneIsNot()
    {
        var path = Path.Combine(TestContext.CurrentContext.WorkDirectory, Guid.NewGuid() + ".json");
        await File.WriteAllTextAsync(path, """{"a":{"enabled":true,"value":5}}""");
        await using var server = await LocalFlagsmith.StartAsync(options => options.FlagFile = path);
        await using var polling = RealHost(server, server.EnvironmentKey);
        (await polling.Flags.RefreshAsync()).GetValue("a", 0).Should().Be(5);

        await File.WriteAllTextAsync(path, """{"a":{"enabled":true,"val""");
        (await polling.Flags.RefreshAsync()).GetValue("a", 0).Should().Be(5);
        await File.WriteAllTextAsync(path, """{"a":{"enabled":true,"value":77}}""");

        (await polling.Flags.RefreshAsync()).GetValue("a", 0).Should().Be(77);
        File.Delete(path);
    }

    // A method of its own, so that nothing holds the request's task any more when it has ended.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task FailTooLateAsync()
    {
        await using var polling = new PollingHost();
        var late = new TaskCompletionSource<HttpResponseMessage>();
        polling.Api.Response = (_, _) => late.Task;
        var refresh = polling.Flags.RefreshAsync();
        await polling.Time.AdvanceUntilAsync(() => refresh.IsCompleted, TimeSpan.FromSeconds(5));
        await refresh.Awaiting(asked => asked).Should().ThrowAsync<FlagsmithApiException>();

        late.SetException(new InvalidProgramException(nameof(HandlerThatIgnoresItsToken_AndFailsTooLate_LeavesNoFailureUnseen)));
    }

    // Our own primary handler against a real socket.
    private static PollingHost RealHost(LocalFlagsmith server, string key)
    {
        var polling = new PollingHost(
            options =>
            {
                options.EnvironmentKey = key;
                options.ApiUrl = server.ApiUrl;
            },
            stubHttp: false);
        return polling;
    }

    private static async Task<FlagsmithApiException> Refresh(PollingHost polling)
    {
        var thrown = await polling.Flags.Invoking(flags => flags.RefreshAsync()).Should().ThrowAsync<FlagsmithApiException>();
        thrown.Which.ToString().Should().NotContain(PollingHost.Key);
        return thrown.Which;
    }
}
