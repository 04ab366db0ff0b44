namespace Flagsmith.Polling;

/// <summary>Represents a store that the hosts of a fleet share, so that one of them polls for all: Redis, or anything else that can do what the members say.</summary>
/// <remarks>
/// <para>
/// A store keeps bytes and knows nothing about flags: the library writes, encrypts, authenticates and orders them. Whatever a store returns is checked like a response from the network,
/// and whatever it throws, or does not return in time, counts as a store that is down: the host then polls by itself.
/// Implementations are thread-safe, block no thread, and observe the cancellation token.
/// </para>
/// <para>
/// <c>environment</c> is an opaque name of at most 32 letters, digits, <c>-</c> and <c>_</c>. Hosts with the same address, key, mode, secret and format version have the same one. All that is
/// stored for one environment must be on one server, so that a write is atomic: a confirmation, a body and a turn.
/// </para>
/// </remarks>
public interface ISharedFlagStore
{
    /// <summary>Reads the confirmation of an environment, and the store's time.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>What is stored; with an empty confirmation where there is none. A confirmation of more than 1,024 bytes need not be returned whole.</returns>
    ValueTask<SharedStoreReading> ReadAsync(string environment, CancellationToken cancellationToken);

    /// <summary>Reads the body of an environment.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="maxBytes">The most bytes that are wanted. Of a longer body, which is not used, any part may be returned that is longer than this.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>The body; empty where there is none. Nobody changes it.</returns>
    ValueTask<ReadOnlyMemory<byte>> ReadBodyAsync(string environment, int maxBytes, CancellationToken cancellationToken);

    /// <summary>Takes the turn to poll, unless another host has it.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="limit">When the turn ends by itself. At most 30 seconds.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>The turn; <see langword="null"/> where another host has it.</returns>
    ValueTask<SharedTurn?> TryTakeTurnAsync(string environment, TimeSpan limit, CancellationToken cancellationToken);

    /// <summary>Writes what a poll brought, if the turn is still held, and gives the turn back: all of it, or nothing.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="turn">The turn under which the poll was made.</param>
    /// <param name="write">What to write.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>What came of it.</returns>
    ValueTask<SharedWriteOutcome> WriteAsync(string environment, SharedTurn turn, SharedStoreWrite write, CancellationToken cancellationToken);

    /// <summary>Gives a turn back, if it is still held.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="turn">The turn.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>A task that ends when the turn is given back.</returns>
    ValueTask ReleaseTurnAsync(string environment, SharedTurn turn, CancellationToken cancellationToken);

    /// <summary>Sends a notice to all hosts that have subscribed, at most once: it may be lost.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="notice">The notice; at most 8 KiB.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>A task that ends when the notice is sent.</returns>
    ValueTask NotifyAsync(string environment, ReadOnlyMemory<byte> notice, CancellationToken cancellationToken);

    /// <summary>Subscribes to the notices of an environment, those of this host included.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="listener">Is called with each notice, and after notices may have been lost. It does not block, and throws nothing.</param>
    /// <param name="cancellationToken">Cancels the operation; once it has ended, the subscription lasts until it is disposed.</param>
    /// <returns>The subscription, which renews itself after a lost connection; disposing it ends it.</returns>
    ValueTask<IAsyncDisposable> SubscribeAsync(string environment, ISharedStoreListener listener, CancellationToken cancellationToken);
}
