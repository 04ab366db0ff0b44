using Microsoft.Extensions.Primitives;

namespace Flagsmith.Polling;

/// <summary>The flags of one environment, kept current in the background.</summary>
/// <remarks>A singleton, safe for any number of threads. Additional environments are keyed services by their name.</remarks>
public interface IFlagProvider
{
    /// <summary>Gets the newest snapshot: one volatile read. Before any data it holds the configured defaults. Never <see langword="null"/>, never throws.</summary>
    IFlagSnapshot Current { get; }

    /// <summary>Gets how the provider is doing. Reading it allocates nothing.</summary>
    FlagProviderStatus Status { get; }

    /// <summary>
    /// Fetches now, whatever the interval or backoff says. Joins a poll whose request has not been sent yet, else runs one after the
    /// poll in flight, so that a change made in Flagsmith before the call is in the result. Works without a host too.
    /// </summary>
    /// <param name="cancellationToken">Cancels only this caller's wait; the fetch continues for the others.</param>
    /// <returns>The snapshot after the fetch: a new one, or the current one when nothing changed.</returns>
    /// <exception cref="FlagsmithApiException">Flagsmith returned no usable response; the current snapshot stays.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The provider was disposed.</exception>
    Task<IFlagSnapshot> RefreshAsync(CancellationToken cancellationToken = default);

    /// <summary>Waits until there is data from a response. Has no time limit of its own.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A task that ends when there is data; it has ended already once there is.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled, or the host has stopped before there was data: nothing polls any more.</exception>
    /// <exception cref="ObjectDisposedException">The provider was disposed before there was data.</exception>
    Task WaitUntilReadyAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Calls back after each publication, on a thread of its own: a listener that blocks delays neither the polls nor other listeners. A
    /// listener that is slower than the publications gets merged notices: each <see cref="FlagSnapshotChange.Previous"/> is the <see cref="FlagSnapshotChange.Current"/> of its notice before.
    /// </summary>
    /// <param name="listener">Called with one notice at a time. What it throws is logged, and it stays subscribed.</param>
    /// <returns>The subscription; dispose it to end the notices. A call that has begun is not waited for.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="listener"/> is <see langword="null"/>.</exception>
    IDisposable OnChange(Action<FlagSnapshotChange> listener);

    /// <summary>
    /// Gives what changes from now on, that is from this call and not from the first step. A reader that is slower than the publications gets
    /// merged notices without a gap. Holds no more than the last snapshot that the reader saw.
    /// </summary>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The notices; they end when the host stops or the provider is disposed.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    IAsyncEnumerable<FlagSnapshotChange> WatchAsync(CancellationToken cancellationToken = default);

    /// <summary>Gives a token that is signalled at the next publication, and then runs each callback on a thread of its own: for <see cref="ChangeToken.OnChange(Func{IChangeToken}, Action)"/>.</summary>
    /// <returns>The token. Each publication needs a new one.</returns>
    IChangeToken GetReloadToken();
}
