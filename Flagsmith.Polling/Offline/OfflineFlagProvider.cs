using Flagsmith.Polling.Changes;
using Flagsmith.Polling.Refresh;
using Flagsmith.Polling.Snapshots;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace Flagsmith.Polling.Offline;

/// <summary>An environment that sends no requests: one snapshot, ready at once, that never changes.</summary>
internal sealed partial class OfflineFlagProvider : IFlagProvider, IEnvironmentStart, IDisposable
{
    private readonly ChangeFeed _changes;
    private readonly ILogger _logger;

    public OfflineFlagProvider(FlagSnapshot flags, DateTimeOffset now, ILogger logger)
    {
        Flags = flags;
        Status = new FlagProviderStatus { State = FlagProviderState.Offline, Since = now, IsReady = true };
        _changes = new ChangeFeed(() => flags, logger);
        _logger = logger;
    }

    public IFlagSnapshot Current => Flags;

    public FlagProviderStatus Status { get; }

    internal FlagSnapshot Flags { get; }

    public Task<IFlagSnapshot> RefreshAsync(CancellationToken cancellationToken = default) =>
        cancellationToken.IsCancellationRequested ? Task.FromCanceled<IFlagSnapshot>(cancellationToken) : Task.FromResult(Current);

    public Task WaitUntilReadyAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

    public IDisposable OnChange(Action<FlagSnapshotChange> listener) => _changes.OnChange(listener);

    public IAsyncEnumerable<FlagSnapshotChange> WatchAsync(CancellationToken cancellationToken = default) => _changes.WatchAsync(cancellationToken);

    public IChangeToken GetReloadToken() => _changes.GetReloadToken();

    public Task RunAsync(CancellationToken cancellationToken)
    {
        OfflineLog.Offline(_logger, Flags.Flags.Count, Flags.Source);
        return Task.CompletedTask;
    }

    /// <summary>Ends the streams of changes.</summary>
    public Task StopAsync()
    {
        _changes.End();
        return Task.CompletedTask;
    }

    public void Dispose() => _changes.End();

    private static partial class OfflineLog
    {
        [LoggerMessage(17, LogLevel.Information, "Offline: no request is sent. Serving {Count} flags ({Source}).", EventName = "Offline")]
        public static partial void Offline(ILogger logger, int count, FlagSource source);
    }
}
