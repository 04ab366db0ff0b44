namespace Flagsmith.Polling.AspNetCore.Inspector;

/// <summary>Lets a refresh through once a second.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class RefreshLimit(TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private long? _lastAt;

    public bool TryEnter()
    {
        lock (_gate)
        {
            if (_lastAt is { } lastAt && time.GetElapsedTime(lastAt) < Interval)
            {
                return false;
            }

            _lastAt = time.GetTimestamp();
            return true;
        }
    }
}
