using System.Diagnostics;

namespace Flagsmith.Polling.Telemetry;

/// <summary>Measures and traces the requests of one environment.</summary>
internal sealed class ProviderTelemetry(string name, PollingMeter meter, TimeProvider time)
{
    private static readonly ActivitySource Source = new(FlagsmithPollingDefaults.ActivitySourceName);

    private readonly KeyValuePair<string, object?> _provider = Tags.Provider(name);

    public IdentityCounters Identities { get; } = new(meter.IdentityRequests);

    public Activity? BeginPoll() => Begin("flagsmith.poll");

    public Activity? BeginFetch() => Begin("flagsmith.identity.fetch");

    /// <summary>Notes how a poll ended.</summary>
    /// <param name="span">What <see cref="BeginPoll"/> gave.</param>
    /// <param name="began">The timestamp at the beginning.</param>
    /// <param name="outcome">What became of it.</param>
    /// <param name="error">Why it failed; null when it did not.</param>
    public void EndPoll(Activity? span, long began, string outcome, FlagsmithApiException? error)
    {
        var tags = TagsOf(outcome, error);
        meter.Polls.Add(1, tags);
        meter.PollDuration.Record(time.GetElapsedTime(began).TotalSeconds, tags);
        End(span, outcome, error);
    }

    public void EndFetch(Activity? span, long began, FlagsmithApiException? error)
    {
        var outcome = error is null ? "answered" : "failed";
        meter.FetchDuration.Record(time.GetElapsedTime(began).TotalSeconds, TagsOf(outcome, error));
        End(span, outcome, error);
    }

    public void Received(int bytes) => meter.BodySize.Record(bytes, _provider);

    public void Observe(Func<ProviderFigures> read) => meter.Observe(name, read);

    public void Observe(Func<IdentityFigures> read) => meter.Observe(name, read);

    private Activity? Begin(string operation) => Source.StartActivity(operation, ActivityKind.Client)?.SetTag(_provider.Key, _provider.Value);

    private TagList TagsOf(string outcome, FlagsmithApiException? error)
    {
        var tags = new TagList { _provider, Tags.Outcome(outcome) };
        if (error is not null)
        {
            tags.Add(Tags.Error(error.Failure));
        }

        return tags;
    }

    private static void End(Activity? span, string outcome, FlagsmithApiException? error)
    {
        if (span is null)
        {
            return;
        }

        span.SetTag(Tags.OutcomeName, outcome);
        if (error is not null)
        {
            span.SetTag(Tags.ErrorName, Tags.Text(error.Failure));
            span.SetStatus(ActivityStatusCode.Error, error.Message);
        }
    }
}
