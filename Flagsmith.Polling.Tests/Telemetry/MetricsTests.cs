using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net;
using Flagsmith.Polling.Refresh;
using Flagsmith.Polling.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Flagsmith.Polling.Tests.Telemetry;

public sealed class MetricsTests
{
    private const string Provider = "flagsmith.environment=default";

    [Test]
    public async Task Polls_AreCountedAndMeasuredByOutcome()
    {
        await using var polling = new PollingHost();
        using var meter = Listen(polling);
        polling.Api.RespondJson(Bodies.List(Bodies.Flag("a_flag")));
        await polling.StartAsync();
        await polling.PollAsync();
        polling.Api.RespondStatus(HttpStatusCode.InternalServerError);
        await polling.PollAsync();

        meter.Of("polls").Should().Equal(
            (1, $"{Provider},flagsmith.outcome=published"),
            (1, $"{Provider},flagsmith.outcome=unchanged"),
            (1, $"{Provider},flagsmith.outcome=failed,error.type=server_error"));
        meter.Of("poll.duration").Should().HaveCount(3);
        meter.Of("poll.body.size").Should().Equal(
            (Bodies.List(Bodies.Flag("a_flag")).Length, Provider), (Bodies.List(Bodies.Flag("a_flag")).Length, Provider));
    }

    [Test]
    public async Task PollDuration_IsInSecondsOfTheInjectedClock()
    {
        await using var polling = new PollingHost();
        using var meter = Listen(polling);
        polling.Api.Response = (_, _) =>
        {
            polling.Time.Advance(TimeSpan.FromMilliseconds(1500));
            return StubApi.Json("[]");
        };
        await polling.StartAsync();

        meter.Of("poll.duration").Should().Equal((1.5, $"{Provider},flagsmith.outcome=published"));
    }

    [Test]
    public async Task LoggerThrows_PollsAreCountedOnce()
    {
        await using var polling = new PollingHost();
        polling.Services.AddSingleton<ILoggerProvider, ThrowingLogger>();
        using var meter = Listen(polling);

        await polling.Flags.RefreshAsync();
        polling.Api.RespondStatus(HttpStatusCode.InternalServerError);
        await polling.Flags.Awaiting(flags => flags.RefreshAsync()).Should().ThrowAsync<FlagsmithApiException>();

        meter.Of("polls").Should().Equal(
            (1, $"{Provider},flagsmith.outcome=published"),
            (1, $"{Provider},flagsmith.outcome=failed,error.type=server_error"));
    }

    [Test]
    public async Task HeldResponse_IsAnOutcomeOfItsOwn()
    {
        await using var polling = new PollingHost();
        polling.Api.RespondJson(Bodies.List(Bodies.Flag("a_flag")));
        await polling.StartAsync();
        using var meter = Listen(polling);
        polling.Api.RespondJson("[]");

        await polling.PollAsync();

        meter.Of("polls").Should().Equal((1, $"{Provider},flagsmith.outcome=held"));
    }

    [Test]
    public async Task Gauges_ShowTheSnapshot()
    {
        await using var polling = new PollingHost(options => options.MaxStaleness = TimeSpan.FromMinutes(2));
        using var meter = Listen(polling);
        _ = polling.Flags;
        meter.Observe().Of("snapshot.age").Should().BeEmpty("nothing was confirmed yet");
        polling.Api.RespondJson(Bodies.List(Bodies.Flag("a"), Bodies.Flag("b")));
        await polling.StartAsync();
        polling.Api.RespondStatus(HttpStatusCode.InternalServerError);
        await polling.PollAsync();
        polling.Time.Advance(TimeSpan.FromMinutes(2));

        meter.Observe();

        meter.Of("snapshot.age").Single().Value.Should().BeApproximately(polling.Time.Elapsed.TotalSeconds, 0.001);
        meter.Of("snapshot.version").Should().Equal((1, Provider));
        meter.Of("snapshot.stale").Should().Equal((1, Provider));
        meter.Of("flags").Should().Equal((2, Provider));
        meter.Of("consecutive_failures").Single().Value.Should().BeGreaterThanOrEqualTo(1);
    }

    [Test]
    public async Task Users_AreCountedByResult()
    {
        await using var polling = new PollingHost();
        polling.Api.RespondJson(Bodies.List(Bodies.Flag("a_flag")));
        await polling.StartAsync();
        using var meter = Listen(polling);
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var api = new UsersApi(polling.Api) { Wait = (_, _) => gate.Task, Environment = [Bodies.Flag("a_flag")] };
        var miss = polling.Users.GetFlagsAsync("one").AsTask();
        await polling.Time.AdvanceUntilAsync(() => api.Count == 1);
        var joined = polling.Users.GetFlagsAsync("one").AsTask();
        gate.SetResult();
        await Task.WhenAll(miss, joined);
        for (var i = 0; i < 3; i++)
        {
            await polling.Users.GetFlagsAsync("one");
        }

        api.Fail(HttpStatusCode.InternalServerError);
        polling.Time.Advance(TimeSpan.FromMinutes(20));
        await polling.Users.GetFlagsAsync("one"); // stale, for the fetch fails
        await polling.Users.GetFlagsAsync("two"); // the environment's
        await polling.Users.Awaiting(users => users.GetTraitsAsync("two")).Should().ThrowAsync<FlagsmithApiException>();

        meter.Of("identity.fetch.duration").Select(measured => measured.Tags).Should().Equal(
            $"{Provider},flagsmith.outcome=succeeded", $"{Provider},flagsmith.outcome=failed,error.type=server_error", $"{Provider},flagsmith.outcome=failed,error.type=server_error");
        meter.Observe();
        meter.Of("identity.requests").Should().BeEquivalentTo(new[]
        {
            (3.0, $"{Provider},flagsmith.result=hit"),
            (1.0, $"{Provider},flagsmith.result=miss"),
            (1.0, $"{Provider},flagsmith.result=coalesced"),
            (1.0, $"{Provider},flagsmith.result=stale"),
            (1.0, $"{Provider},flagsmith.result=fallback"),
            (1.0, $"{Provider},flagsmith.result=error"),
        });
        meter.Of("identity.entries").Should().Equal((1, Provider));
    }

    [TestCase(true, TestName = "A fetch whose caller leaves")]
    [TestCase(false, TestName = "A fetch that takes too long")]
    public async Task FetchThatEndsWithoutAResponse_IsMeasuredToo(bool leaves)
    {
        await using var polling = new PollingHost();
        using var meter = new MeterRecorder(polling.Host.Services.GetRequiredService<IMeterFactory>());
        var api = new UsersApi(polling.Api) { Wait = static (_, token) => Task.Delay(Timeout.Infinite, token) };
        using var leaving = new CancellationTokenSource();
        var fetch = polling.Users.RefreshAsync("one", leaving.Token);
        await polling.Time.AdvanceUntilAsync(() => api.Count == 1);

        polling.Time.Advance(TimeSpan.FromSeconds(leaves ? 3 : 10));
        await leaving.CancelAsync();

        await fetch.Awaiting(task => task).Should().ThrowAsync<Exception>();
        meter.Of("identity.fetch.duration").Should().Equal((leaves ? 3.0 : 10.0, $"{Provider},flagsmith.outcome=failed,error.type=timeout"));
    }

    [Test]
    public async Task EveryInstrument_HasTheDocumentedUnit()
    {
        await using var polling = new PollingHost();
        polling.Builder.UseSharedStore(new InMemorySharedFlagStore(polling.Time));
        polling.AddNamed("billing");
        using var meter = Listen(polling);
        var api = new UsersApi(polling.Api);
        await polling.StartAsync();
        await polling.Users.GetFlagsAsync("u");
        ((FlagProvider)polling.Flags).Environment.Telemetry.PatternTimedOut();
        var measured = meter.Measured;

        var units = measured.Concat(meter.Observe().Measured).Select(one => (one.Instrument["flagsmith.polling.".Length..], one.Unit)).Distinct();

        units.Should().BeEquivalentTo(Documented());
        measured.Should().Contain(one => one.Tags.Contains("flagsmith.environment=billing", StringComparison.Ordinal));
    }

    [Test]
    public async Task Spans_TellPollsAndFetches_AndNothingOfTheUser()
    {
        var spans = new System.Collections.Concurrent.ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == FlagsmithPollingDefaults.ActivitySourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        await using var polling = new PollingHost();
        polling.AddNamed("spans");
        var api = new UsersApi(polling.Api);
        await polling.StartAsync();
        api.Fail(HttpStatusCode.InternalServerError);
        await polling.UsersOf("spans").GetFlagsAsync("the-secret-user");

        Activity[] Own() => [.. spans.Where(span => (string?)span.GetTagItem("flagsmith.environment") == "spans")];
        await polling.Time.AdvanceUntilAsync(() => Own().Length == 2); // a span ends a little after what it tells of
        var own = Own();
        own.Select(span => (span.OperationName, span.Kind, span.Status, span.GetTagItem("error.type"))).Should().Equal(
            ("flagsmith.poll", ActivityKind.Client, ActivityStatusCode.Unset, null),
            ("flagsmith.identity.fetch", ActivityKind.Client, ActivityStatusCode.Error, "server_error"));
        own.SelectMany(span => span.Tags.Select(tag => tag.Value).Append(span.StatusDescription)).Should().NotContain(text => text != null && (text.Contains("secret", StringComparison.Ordinal) || text.Contains(PollingHost.Key, StringComparison.Ordinal)));
    }

    [Test]
    public async Task LongOutage_IsTwoLinesAboveDebug()
    {
        await using var polling = new PollingHost();
        polling.Api.RespondJson(Bodies.List(Bodies.Flag("a_flag")));
        await polling.StartAsync();
        var before = polling.Logs.Lines.Count(line => line.Level > Microsoft.Extensions.Logging.LogLevel.Debug);
        for (var i = 0; i < 1000; i++)
        {
            polling.Api.RespondStatus(i % 2 == 0 ? HttpStatusCode.InternalServerError : HttpStatusCode.Forbidden);
            await polling.Flags.Awaiting(flags => flags.RefreshAsync()).Should().ThrowAsync<FlagsmithApiException>();
        }

        (polling.Logs.Lines.Count(line => line.Level > Microsoft.Extensions.Logging.LogLevel.Debug) - before).Should().BeLessThanOrEqualTo(2);
    }

    [Test]
    public void ThreadCounter_LosesNothing_AlsoOfThreadsThatHaveEnded()
    {
        var (counter, other) = (new ThreadCounter(), new ThreadCounter());
        for (var round = 1; round <= 3; round++)
        {
            var threads = Enumerable.Range(0, 8).Select(_ => new Thread(() =>
            {
                for (var count = 0; count < 10_000; count++)
                {
                    counter.Increment();
                }

                other.Increment();
            })).ToArray();
            Array.ForEach(threads, thread => thread.Start());
            Array.ForEach(threads, thread => thread.Join());

            counter.Sum().Should().Be(round * 80_000);
            other.Sum().Should().Be(round * 8);
        }
    }

    [Test]
    public void Histograms_AdviseBuckets_FromOneMillisecondToTenSeconds_AndTo64MiB()
    {
        using var factory = new ServiceCollection().AddMetrics().BuildServiceProvider();

        var meter = new PollingMeter(factory.GetRequiredService<IMeterFactory>());

        foreach (var duration in new[] { meter.PollDuration!, meter.FetchDuration! })
        {
            duration.Advice!.HistogramBucketBoundaries.Should().BeInAscendingOrder().And.StartWith(0.001).And.EndWith(10);
        }

        meter.BodySize!.Advice!.HistogramBucketBoundaries.Should().BeInAscendingOrder().And.StartWith(1024).And.EndWith(64 << 20);
    }

    // The table of docs/operations.md.
    private static IEnumerable<(string Instrument, string? Unit)> Documented()
    {
        using var reader = new StreamReader(typeof(MetricsTests).Assembly.GetManifestResourceStream("operations.md")!);
        return [.. reader.ReadToEnd().Split('\n').Where(line => line.StartsWith("| `flagsmith.polling.", StringComparison.Ordinal)).Select(line => line.Split('|'))
            .Select(cells => (cells[1].Trim().Trim('`')["flagsmith.polling.".Length..], (string?)cells[3].Trim().Trim('`')))];
    }

    private static MeterRecorder Listen(PollingHost polling) => new(polling.Host.Services.GetRequiredService<IMeterFactory>());
}
