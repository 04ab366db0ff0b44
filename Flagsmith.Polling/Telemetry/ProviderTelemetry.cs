using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Flagsmith.Polling.Telemetry;

/// <summary>Measures and traces the requests of one environment. Throws nothing, whatever the application's listeners do.</summary>
internal sealed class ProviderTelemetry(string name, PollingMeter meter, ListenerGuard guard, TimeProvider time)
{
    private static readonly ActivitySource? Source = MakeSource();

    private readonly KeyValuePair<string, object?> _provider = Tags.Provider(name);

    public IdentityCounters Identities { get; } = new(meter.IdentityRequests);

    public RequestSpan BeginPoll() => Begin("flagsmith.poll");

    public RequestSpan BeginFetch() => Begin("flagsmith.identity.fetch");

    /// <summary>Notes how a poll ended.</summary>
    /// <param name="span">What <see cref="BeginPoll"/> gave.</param>
    /// <param name="took">How long the poll took.</param>
    /// <param name="outcome">What became of it.</param>
    /// <param name="error">Why it failed; null when it did not.</param>
    public void EndPoll(RequestSpan span, TimeSpan took, string outcome, FlagsmithApiException? error)
    {
        var tags = TagsOf(outcome, error);
        guard.Run((meter.Polls, tags), static count => count.Polls?.Add(1, count.tags));
        Record(meter.PollDuration, took, tags);
        span.End(outcome, error);
    }

    public void EndFetch(RequestSpan span, long began, FlagsmithApiException? error)
    {
        var outcome = error is null ? "succeeded" : "failed";
        Record(meter.FetchDuration, time.GetElapsedTime(began), TagsOf(outcome, error));
        span.End(outcome, error);
    }

    public void Received(int bytes) =>
        guard.Run((meter.BodySize, bytes, _provider), static body => body.BodySize?.Record(body.bytes, body._provider));

    public void Looked(string outcome) =>
        guard.Run((meter.StoreLooks, _provider, outcome), static look => look.StoreLooks?.Add(1, look._provider, Tags.Outcome(look.outcome)));

    public void PatternTimedOut() =>
        guard.Run((meter.EvaluationTimeouts, _provider), static count => count.EvaluationTimeouts?.Add(1, count._provider));

    public void Observe(Func<ProviderFigures> read) => meter.Observe(name, read);

    public void Observe(Func<IdentityFigures> read) => meter.Observe(name, read);

    // Creating a source calls the application's listeners. If one throws, there are no spans, and nothing else fails.
    private static ActivitySource? MakeSource()
    {
        try
        {
            return new ActivitySource(FlagsmithPollingDefaults.ActivitySourceName);
        }
        catch (Exception)
        {
            return null;
        }
    }

    private RequestSpan Begin(string operation) => RequestSpan.Begin(Source, operation, _provider, guard);

    private void Record(Histogram<double>? durations, TimeSpan took, TagList tags) =>
        guard.Run((durations, took, tags), static duration => duration.durations?.Record(duration.took.TotalSeconds, duration.tags));

    private TagList TagsOf(string outcome, FlagsmithApiException? error)
    {
        var tags = new TagList { _provider, Tags.Outcome(outcome) };
        if (error is not null)
        {
            tags.Add(Tags.Error(error.Kind));
        }

        return tags;
    }
}
