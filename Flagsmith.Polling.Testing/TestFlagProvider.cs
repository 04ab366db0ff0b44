using Flagsmith.Polling.Changes;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Primitives;

namespace Flagsmith.Polling.Testing;

/// <summary>An <see cref="IFlagProvider"/> whose flags a test sets. No server, no host, no clock.</summary>
/// <remarks>Thread-safe. Each change is a publication: it raises the version by one and tells the listeners, as the real provider does.</remarks>
public sealed class TestFlagProvider : IFlagProvider, IDisposable
{
    private readonly Lock _gate = new();
    private readonly ChangeFeed _changes;
    private volatile IFlagSnapshot _current = new FlagSnapshotBuilder().Build(version: 1);
    private int _refreshes;

    /// <summary>Starts without flags.</summary>
    public TestFlagProvider() => _changes = new ChangeFeed(() => _current, NullLogger.Instance);

    /// <inheritdoc/>
    public IFlagSnapshot Current => _current;

    /// <summary>Gets or sets the status; fresh and ready by default.</summary>
    public FlagProviderStatus Status { get; set; } = new() { State = FlagProviderState.Fresh, IsReady = true };

    /// <summary>Gets or sets what <see cref="RefreshAsync"/> throws; nothing by default.</summary>
    public FlagsmithApiException? RefreshError { get; set; }

    /// <summary>Gets how many times <see cref="RefreshAsync"/> was called.</summary>
    public int Refreshes => Volatile.Read(ref _refreshes);

    /// <summary>Adds or changes a flag.</summary>
    /// <param name="name">The feature's name.</param>
    /// <param name="enabled">Whether it is on.</param>
    /// <param name="value">Its value; none by default.</param>
    /// <returns>This provider.</returns>
    public TestFlagProvider Set(string name, bool enabled, FlagValue value = default) => Change(builder => builder.Set(name, enabled, value));

    /// <summary>Adds or replaces a flag with all its details.</summary>
    /// <param name="flag">The flag.</param>
    /// <returns>This provider.</returns>
    public TestFlagProvider Set(FlagState flag) => Change(builder => builder.Set(flag));

    /// <summary>Removes a flag.</summary>
    /// <param name="name">The feature's name.</param>
    /// <returns>This provider.</returns>
    public TestFlagProvider Remove(string name) => Change(builder => builder.Remove(name));

    /// <summary>Makes several changes one publication.</summary>
    /// <param name="change">Changes a builder that holds the current flags.</param>
    /// <returns>This provider.</returns>
    public TestFlagProvider Change(Action<FlagSnapshotBuilder> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        lock (_gate)
        {
            var builder = new FlagSnapshotBuilder(_current);
            change(builder);
            _current = builder.Build(_current.Version + 1);
            _changes.Published();
        }

        return this;
    }

    /// <summary>Returns the current flags, or throws <see cref="RefreshError"/>.</summary>
    /// <param name="cancellationToken">Checked once.</param>
    /// <returns>The current flags.</returns>
    public Task<IFlagSnapshot> RefreshAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Interlocked.Increment(ref _refreshes);
        return RefreshError is { } error ? Task.FromException<IFlagSnapshot>(error) : Task.FromResult(Current);
    }

    /// <inheritdoc/>
    public Task WaitUntilReadyAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

    /// <inheritdoc/>
    public IDisposable OnChange(Action<FlagSnapshotChange> listener) => _changes.OnChange(listener);

    /// <inheritdoc/>
    public IAsyncEnumerable<FlagSnapshotChange> WatchAsync(CancellationToken cancellationToken = default) => _changes.WatchAsync(cancellationToken);

    /// <inheritdoc/>
    public IChangeToken GetReloadToken() => _changes.GetReloadToken();

    /// <summary>Ends the notifications, as a stopping host does. The flags remain readable.</summary>
    public void Dispose() => _changes.End();
}
