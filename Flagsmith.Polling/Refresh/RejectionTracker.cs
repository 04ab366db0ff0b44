namespace Flagsmith.Polling.Refresh;

/// <summary>Measures how long polls have been rejected, by timestamps: a jump of the wall clock changes nothing.</summary>
/// <remarks>Not thread-safe: polls run one at a time.</remarks>
internal sealed class RejectionTracker(TimeProvider time)
{
    private int _count;
    private long _began;

    /// <summary>A poll has failed.</summary>
    /// <param name="error">Why.</param>
    /// <param name="isRequested">Whether the application requested it: such a poll may extend the series, but its own transport errors do not end it.</param>
    /// <returns>The series so far.</returns>
    public RejectionSeries Failed(FlagsmithApiException error, bool isRequested)
    {
        if (!error.IsConfigurationError)
        {
            _count = isRequested ? _count : 0;
        }
        else if (_count++ == 0)
        {
            _began = time.GetTimestamp();
        }

        return _count == 0 ? default : new RejectionSeries(_count, time.GetElapsedTime(_began));
    }

    /// <summary>A poll has succeeded: the series has ended.</summary>
    public void Succeeded() => _count = 0;
}
