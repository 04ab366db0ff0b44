namespace Flagsmith.Polling.Tests.Doubles;

/// <summary>A subscription that tells when it ends.</summary>
internal sealed class CountedEnd(Action ended, IAsyncDisposable subscription) : IAsyncDisposable
{
    public ValueTask DisposeAsync()
    {
        ended();
        return subscription.DisposeAsync();
    }
}
