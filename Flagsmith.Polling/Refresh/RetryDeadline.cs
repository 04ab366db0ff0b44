using Flagsmith.Polling.Http;

namespace Flagsmith.Polling.Refresh;

/// <summary>Remembers until when the server has asked to be left alone, so that a requested poll in between does not make the loop forget it.</summary>
/// <remarks>Not thread-safe: polls run one at a time.</remarks>
internal sealed class RetryDeadline(TimeProvider time)
{
    private long _began;
    private TimeSpan _length;

    private TimeSpan Left => _length - time.GetElapsedTime(_began) is { Ticks: > 0 } left ? left : TimeSpan.Zero;

    /// <summary>A poll has failed.</summary>
    /// <param name="error">Why, and what the server asked for.</param>
    /// <param name="isRequested">Whether the application requested it; a poll of the loop has waited for the old deadline already.</param>
    /// <returns>How long the loop has to wait, not capped; zero where the server has not asked.</returns>
    public TimeSpan Failed(FlagsmithApiException error, bool isRequested)
    {
        var (asked, left) = (error.RetryAfter ?? TimeSpan.Zero, isRequested ? Left : TimeSpan.Zero);
        if (asked < left)
        {
            return left;
        }

        (_began, _length) = (time.GetTimestamp(), asked < RetryAfter.Longest ? asked : RetryAfter.Longest);
        return asked;
    }

    /// <summary>A poll has got flags: the server can be asked again.</summary>
    public void Succeeded() => _length = TimeSpan.Zero;
}
