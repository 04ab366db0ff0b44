using System.Diagnostics;

namespace Flagsmith.Polling.Telemetry;

/// <summary>The span of one request while it lasts, or none where nobody listens. Disposing it ends the span and throws nothing.</summary>
internal readonly struct RequestSpan : IDisposable
{
    private readonly Activity? _activity;
    private readonly Activity? _parent;
    private readonly ListenerGuard _guard;

    private RequestSpan(Activity? activity, Activity? parent, ListenerGuard guard) => (_activity, _parent, _guard) = (activity, parent, guard);

    public static RequestSpan Begin(ActivitySource? source, string operation, KeyValuePair<string, object?> tag, ListenerGuard guard)
    {
        var parent = Activity.Current;
        try
        {
            return new RequestSpan(source?.StartActivity(operation, ActivityKind.Client)?.SetTag(tag.Key, tag.Value), parent, guard);
        }
        catch (Exception cause)
        {
            Activity.Current = parent; // a span that was begun halfway is nobody's parent
            guard.Report(cause);
            return new RequestSpan(null, parent, guard);
        }
    }

    public void End(string outcome, FlagsmithApiException? error)
    {
        if (_activity is null)
        {
            return;
        }

        _activity.SetTag(Tags.OutcomeName, outcome);
        if (error is not null)
        {
            _activity.SetTag(Tags.ErrorName, Tags.Text(error.Kind));
            _activity.SetStatus(ActivityStatusCode.Error, error.Message);
        }
    }

    public void Dispose()
    {
        if (_activity is null)
        {
            return;
        }

        _guard.Run(_activity, static activity => activity.Dispose());
        if (ReferenceEquals(Activity.Current, _activity)) // a listener threw before the parent was back in its place
        {
            Activity.Current = _parent;
        }
    }
}
