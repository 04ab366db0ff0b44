namespace Flagsmith.Polling.Sharing;

/// <summary>When a host polls by itself while the store is unavailable. Each host resumes its own polling at a moment of its own within an interval: a fleet that loses its store does not poll all at once.</summary>
/// <remarks>Not thread-safe: polls run one at a time.</remarks>
internal sealed class AloneSchedule(TimeProvider time, Func<double> random)
{
    private long? _since; // the loss of the store, or the last poll without it; null while the store works
    private TimeSpan _pause;

    /// <summary>Returns the time until this host polls by itself. The first call after the store has worked draws that moment.</summary>
    /// <param name="interval">The polling interval.</param>
    /// <returns>The time left; zero or less where the poll is due.</returns>
    public TimeSpan UntilDue(TimeSpan interval)
    {
        if (_since is null)
        {
            (_since, _pause) = (time.GetTimestamp(), interval * random());
        }

        return _pause - time.GetElapsedTime(_since.Value);
    }

    /// <summary>This host has polled by itself.</summary>
    /// <param name="options">The options that apply.</param>
    /// <param name="hasSucceeded">Whether it got flags. If not, the schedule of polls says when it tries again.</param>
    public void Polled(FlagsmithPollingOptions options, bool hasSucceeded)
    {
        if (_since is not null)
        {
            (_since, _pause) = (time.GetTimestamp(), hasSucceeded ? options.PollInterval * (1 - options.PollJitter) : TimeSpan.Zero);
        }
    }

    /// <summary>The store works: nobody polls alone.</summary>
    public void StoreWorks() => _since = null;
}
