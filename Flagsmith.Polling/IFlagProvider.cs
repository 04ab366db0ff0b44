using Microsoft.Extensions.Primitives;

namespace Flagsmith.Polling;

/// <summary>The flags of one environment, kept current in the background.</summary>
/// <remarks>A singleton, safe for any number of threads. Additional environments are keyed services by their name.</remarks>
public interface IFlagProvider
{
    /// <summary>Gets the newest snapshot: one volatile read. Before any data it holds the configured defaults. Never <see langword="null"/>, never throws.</summary>
    IFlagSnapshot Current { get; }

    /// <summary>Gets the provider's status. Reading it allocates nothing.</summary>
    FlagProviderStatus Status { get; }

    /// <summary>
    /// Fetches now, regardless of the interval and the backoff. Joins a poll whose request has not been sent yet; otherwise polls once more after the
    /// poll in flight, so that the result contains every change made in Flagsmith before the call. Where hosts share a store, a poll of another host that began after the call suffices. Also works without a host.
    /// </summary>
    /// <param name="cancellationToken">Cancels only this caller's wait; the fetch continues for the others.</param>
    /// <returns>The snapshot after the fetch: a new one, or the current one when nothing changed.</returns>
    /// <exception cref="FlagsmithApiException">Flagsmith returned no usable response; the current snapshot stays.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The provider was disposed.</exception>
    Task<IFlagSnapshot> RefreshAsync(CancellationToken cancellationToken = default);

    /// <summary>Waits until flags have been loaded. Has no time limit of its own.</summary>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>A task that completes when flags have been loaded; already completed afterwards.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled, or the host stopped before flags were loaded.</exception>
    /// <exception cref="ObjectDisposedException">The provider was disposed before flags were loaded.</exception>
    Task WaitUntilReadyAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Calls a listener after each publication, on a separate thread: a listener that blocks delays neither polls nor other listeners. A
    /// listener that falls behind gets merged notifications: each <see cref="FlagSnapshotChange.Previous"/> is the <see cref="FlagSnapshotChange.Current"/> of the notification before.
    /// </summary>
    /// <param name="listener">Called with one notification at a time. An exception that it throws is logged, and it stays subscribed.</param>
    /// <returns>The subscription; dispose it to end the notifications. Disposal does not wait for a call in progress.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="listener"/> is <see langword="null"/>.</exception>
    IDisposable OnChange(Action<FlagSnapshotChange> listener);

    /// <summary>
    /// Streams the changes from this call on, not from the first step of the enumeration. A reader that falls behind gets
    /// merged notifications without a gap. Keeps only the last snapshot that the reader saw.
    /// </summary>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    /// <returns>The notifications; they end when the host stops or the provider is disposed.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    IAsyncEnumerable<FlagSnapshotChange> WatchAsync(CancellationToken cancellationToken = default);

    /// <summary>Gets a token that signals the next publication and runs each callback on a separate thread, for <see cref="ChangeToken.OnChange(Func{IChangeToken}, Action)"/>.</summary>
    /// <returns>The token. It signals once.</returns>
    IChangeToken GetReloadToken();
}
