namespace Flagsmith.Polling.Benchmarks.Stress.Model;

/// <summary>The cached reads of one user by one reader, one after the other: they do not go back. Not thread-safe.</summary>
internal sealed class ReadTrail
{
    /// <summary>The library orders requests when it sends them, and the server when they come: threads in between may change the order of two.</summary>
    private const long MaxBetweenSendingAndComing = 1000;

    private long _sent;
    private long _sentAt;

    /// <returns>Whether an older response was read than before.</returns>
    public bool GoesBackTo(long sent, long sentAt)
    {
        if (sent < _sent && _sentAt - sentAt > MaxBetweenSendingAndComing)
        {
            return true;
        }

        (_sent, _sentAt) = (sent, sentAt);
        return false;
    }
}
