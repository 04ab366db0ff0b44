using System.Text.Json;
using Flagsmith.Polling.Refresh;
using Flagsmith.Polling.Snapshots;
using Flagsmith.Polling.Wire;
using Microsoft.Extensions.Logging;

namespace Flagsmith.Polling.LastKnownGood;

/// <summary>Keeps the last good flags on disk: read once at the start, written after each publication of Flagsmith's flags, one write at a time.</summary>
/// <remarks>Thread-safe. Nothing that the disk does is thrown at anybody: it is a line in the log.</remarks>
internal sealed partial class LastKnownGoodFile
{
    /// <summary>How old the time in the file may get while polls confirm the flags unchanged.</summary>
    private static readonly TimeSpan Renewal = TimeSpan.FromHours(1);
    private static readonly TimeSpan MostSkew = TimeSpan.FromDays(1);

    private readonly TwoGenerations _files;
    private readonly string _fingerprint;
    private readonly TimeSpan _maxAge;
    private readonly FlagSnapshotStore _store;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private Task _saving = Task.CompletedTask;
    private bool _isWanted;
    private bool _isBroken;
    private bool _hasWarned;
    private long? _savedAt;

    public LastKnownGoodFile(FlagsmithPollingOptions options, FlagSnapshotStore store, TimeProvider time, ILogger logger, Func<string, FileStream>? create = null)
    {
        _fingerprint = Fingerprint.Of(options);
        _files = new TwoGenerations($"{options.LastKnownGood.Path}.{_fingerprint[..16]}", create);
        _maxAge = options.LastKnownGood.MaxAge;
        _store = store;
        _time = time;
        _logger = logger;
    }

    /// <summary>Gets where the newest generation is.</summary>
    public string Path => _files.Path;

    /// <summary>Reads the newest generation that can be used.</summary>
    /// <returns>The flags with their time; null when there are none.</returns>
    public async Task<(IReadOnlyList<FlagState> Flags, DateTimeOffset VerifiedAt)?> LoadAsync(CancellationToken cancellationToken)
    {
        Try(() => _files.Sweep(_time.GetUtcNow()));
        var newest = await ReadAsync(_files.Path, cancellationToken).ConfigureAwait(false);
        if (newest.Why is { } why)
        {
            _isBroken = true;
            Log.Ignored(_logger, _files.Path, why);
        }

        var found = newest.Found ?? (await ReadAsync(_files.PreviousPath, cancellationToken).ConfigureAwait(false)).Found;
        if (found is { } loaded)
        {
            Log.Loaded(_logger, loaded.Flags.Count, _time.GetUtcNow() - loaded.VerifiedAt);
        }

        return found;
    }

    /// <summary>A poll has confirmed the flags: they are written where they are new, or where the time in the file has grown old.</summary>
    public void Confirmed(bool areNew)
    {
        lock (_gate)
        {
            if (!areNew && _savedAt is { } saved && _time.GetElapsedTime(saved) < Renewal)
            {
                return;
            }

            _savedAt = _time.GetTimestamp();
            _isWanted = true;
            if (_saving.IsCompleted)
            {
                using var flow = ExecutionContext.IsFlowSuppressed() ? default(AsyncFlowControl?) : ExecutionContext.SuppressFlow();
                _saving = Task.Run(SaveWhileWanted);
            }
        }
    }

    /// <summary>Ends when what was to be written is written.</summary>
    public Task FlushAsync()
    {
        lock (_gate)
        {
            return _saving;
        }
    }

    private void SaveWhileWanted()
    {
        while (TakeWanted())
        {
            // The newest snapshot, whichever asked: an older one in between is not missed.
            var snapshot = _store.Current;
            if (snapshot.Source == FlagSource.Api)
            {
                Save(snapshot);
            }
        }
    }

    private bool TakeWanted()
    {
        lock (_gate)
        {
            var wanted = _isWanted;
            _isWanted = false;
            return wanted;
        }
    }

    private void Save(FlagSnapshot snapshot)
    {
        try
        {
            _files.Write(Envelope.Wrap(_fingerprint, _time.GetUtcNow(), FlagListWriter.Write(snapshot.Flags)), keepsCurrent: !_isBroken);
            _isBroken = false;
            _hasWarned = false;
        }
        catch (Exception cause) // a disk, a folder, a right: flags in memory do not depend on any of them
        {
            Warn(cause);
        }
    }

    private void Warn(Exception cause)
    {
        if (_hasWarned)
        {
            return;
        }

        _hasWarned = true;
        Try(() => Log.NotSaved(_logger, _files.Path, cause.GetType().Name, cause.Message));
    }

    private async Task<((IReadOnlyList<FlagState> Flags, DateTimeOffset VerifiedAt)? Found, string? Why)> ReadAsync(string path, CancellationToken cancellationToken)
    {
        string? why;
        try
        {
            if (!File.Exists(path) && !Directory.Exists(path))
            {
                return (null, null);
            }

            var bytes = await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false);
            why = Envelope.Unwrap(bytes, _fingerprint, out var verifiedAt, out var payload) ?? CheckAge(verifiedAt);
            if (why is null)
            {
                return ((FlagListReader.Read(payload.Span).Flags, verifiedAt), null);
            }
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            why = $"it cannot be read ({cause.GetType().Name})";
        }

        return (null, why);
    }

    private string? CheckAge(DateTimeOffset verifiedAt)
    {
        var age = _time.GetUtcNow() - verifiedAt;
        return age > _maxAge ? $"it is {age:c} old" : age < -MostSkew ? "it is from the future" : null;
    }

    // Loggers of the application may throw, and sweeping is no more than tidying up.
    private static void Try(Action action)
    {
        try
        {
            action();
        }
        catch (Exception)
        {
            // Not worth a start or a thread.
        }
    }

    private static partial class Log
    {
        [LoggerMessage(60, LogLevel.Information, "Starting with {Count} flags kept on disk, {Age} old.", EventName = "LastKnownGoodLoaded")]
        public static partial void Loaded(ILogger logger, int count, TimeSpan age);

        [LoggerMessage(61, LogLevel.Warning, "The flags kept on disk in {Path} are not used: {Why}. The file stays as it is until there are good flags.", EventName = "LastKnownGoodIgnored")]
        public static partial void Ignored(ILogger logger, string path, string why);

        [LoggerMessage(62, LogLevel.Warning, "The flags cannot be kept on disk in {Path}: {Kind}. {Message} Tried again when they change.", EventName = "LastKnownGoodNotSaved")]
        public static partial void NotSaved(ILogger logger, string path, string kind, string message);
    }
}
