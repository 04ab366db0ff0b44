using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Flagsmith.Polling.Tests.Telemetry;

/// <summary>Listeners of the application to metrics, traces and logs may throw wherever they are called: polls, fetches and their results stay the same.</summary>
[NonParallelizable] // listeners to activities hear the whole process
public sealed class HostileListenerTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly TestCaseData[] Listeners =
    [
        Case("Sample", () => Listen(new ActivityListener { Sample = (ref ActivityCreationOptions<ActivityContext> _) => throw Own() })),
        Case("ActivityStarted", () => Listen(new ActivityListener { Sample = All, ActivityStarted = _ => throw Own() })),
        Case("ActivityStopped", () => Listen(new ActivityListener { Sample = All, ActivityStopped = _ => throw Own() })),
        Case("InstrumentPublished", ThrowAtNewInstruments),
        Case("Measurement of long", () => Measure(listener => listener.SetMeasurementEventCallback<long>((_, _, _, _) => throw Own()))),
        Case("Measurement of double", () => Measure(listener => listener.SetMeasurementEventCallback<double>((_, _, _, _) => throw Own()))),
    ];

    [TestCaseSource(nameof(Listeners))]
    public async Task PollsAndFetches_GoOnAsBefore(Func<IDisposable> listen)
    {
        using var listener = listen();
        var before = Activity.Current;
        await using var polling = new PollingHost();
        var api = new UsersApi(polling.Api) { Environment = [Bodies.Flag("a_flag", value: "1")] };
        await polling.StartAsync().WaitAsync(Patience);
        polling.Flags.Status.Should().BeEquivalentTo(new { State = FlagProviderState.Fresh, IsReady = true });
        await polling.Flags.WaitUntilReadyAsync();
        (await polling.Users.GetFlagsAsync("u")).Should().BeEquivalentTo(new { IsFallback = false }, options => options.ExcludingMissingMembers());

        api.Environment = [Bodies.Flag("a_flag", value: "2")];
        await polling.PollAsync().WaitAsync(Patience);
        polling.Flags.Current.GetValue("a_flag", 0).Should().Be(2);
        api.Fail(HttpStatusCode.InternalServerError);
        (await polling.Users.Awaiting(users => users.RefreshAsync("u")).Should().ThrowAsync<FlagsmithApiException>()).Which.Kind.Should().Be(FlagsmithErrorKind.ServerError);
        polling.Api.RespondStatus(HttpStatusCode.InternalServerError);
        (await polling.Flags.Awaiting(flags => flags.RefreshAsync()).Should().ThrowAsync<FlagsmithApiException>()).Which.Kind.Should().Be(FlagsmithErrorKind.ServerError);

        polling.Flags.Status.Should().BeEquivalentTo(new { State = FlagProviderState.Failing, ConsecutiveFailures = 1 });
        polling.Logs.Count("TelemetryListenerFailed").Should().BeLessThanOrEqualTo(2, "it is logged, once for a stretch, not at each poll");
        polling.Logs.Count("LoopFailed").Should().Be(0);
        Activity.Current.Should().BeSameAs(before);
    }

    [Test]
    public async Task ThrowingListener_IsLogged()
    {
        using var listener = Listen(new ActivityListener { Sample = All, ActivityStopped = _ => throw Own() });
        await using var polling = new PollingHost();

        await polling.Flags.RefreshAsync();

        polling.Logs.Lines.Should().ContainSingle(line => line.Event == "TelemetryListenerFailed").Which.Level.Should().Be(LogLevel.Error);
    }

    [Test]
    public async Task HalfBegunSpan_IsNoParentOfTheRequest()
    {
        using var listener = Listen(new ActivityListener { Sample = All, ActivityStarted = _ => throw Own() });
        await using var polling = new PollingHost();
        Activity? seen = null;
        polling.Api.Response = (_, _) =>
        {
            seen = Activity.Current;
            return StubApi.Json("[]");
        };

        await polling.Flags.RefreshAsync();

        seen.Should().BeNull();
    }

    [Test]
    public async Task LoggerThrowsInBeginScope_IsTakenForNoScope()
    {
        await using var polling = new PollingHost();
        polling.Services.AddSingleton<ILoggerProvider, ScopelessLogger>();
        var logger = polling.Host.Services.GetRequiredKeyedService<Flagsmith.Polling.Refresh.FlagProvider>("").Environment.Logger;

        logger.Invoking(log => log.BeginScope("scope")).Should().NotThrow();
    }

    private static TestCaseData Case(string name, Func<IDisposable> listen) => new TestCaseData(listen).SetArgDisplayNames(name);

    private static ActivitySamplingResult All(ref ActivityCreationOptions<ActivityContext> options) => ActivitySamplingResult.AllDataAndRecorded;

    private static InvalidOperationException Own() => new("the listener's own fault");

    private static ActivityListener Listen(ActivityListener listener)
    {
        listener.ShouldListenTo = source => source.Name == FlagsmithPollingDefaults.ActivitySourceName;
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    private static MeterListener Listen(MeterListener listener)
    {
        listener.Start();
        return listener;
    }

    private static MeterListener Measure(Action<MeterListener> set)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == FlagsmithPollingDefaults.MeterName)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        set(listener);
        return Listen(listener);
    }

    private static MeterListener ThrowAtNewInstruments()
    {
        var isStarted = false;
        var listener = Listen(new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (isStarted && instrument.Meter.Name == FlagsmithPollingDefaults.MeterName)
                {
                    throw Own();
                }
            },
        });
        isStarted = true; // those of other tests' containers were there before
        return listener;
    }

    private sealed class ScopelessLogger : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => throw Own();

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
        }

        public void Dispose()
        {
        }
    }
}
