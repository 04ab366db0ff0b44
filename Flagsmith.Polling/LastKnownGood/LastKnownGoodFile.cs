using Flagsmith.Polling.Http;
using Flagsmith.Polling.Refresh;
using Flagsmith.Polling.Snapshots;
using Flagsmith.Polling.Wire;
using Microsoft.Extensions.Logging;

namespace Flagsmith.Polling.LastKnownGood;

/// <summary>Keeps the last good flags on disk: read once at the start, written after each publication of Flagsmith's flags, one write at a time.</summary>
/// <remarks>Thread-safe. Nothing that the disk does is thrown at anybody: it is a line in the log.</remarks>
internal sealed partial class LastKnownGoodFile
{
    // Written with every member named and much of the text escaped, flags take several times the bytes of the response they came from.
    private const int BytesForEachOfTheBody = 4;
    private const int BytesForTheEnvelope = 4 * 1024;
    private const int MostBytes = 1024 * 1024 * 1024;

    /// <summary>How old the time in the file may get while polls confirm the flags unchanged.</summary>
    private static readonly TimeSpan Renewal = TimeSpan.FromHours(1);
    private static readonly TimeSpan MostSkew = TimeSpan.FromDays(1);

    private readonly DiskWorker _worker = new();
    private readonly FileReading _reading;
    private readonly int _mostBytes;
    private readonly int _mostFlags;
    private readonly TwoGenerations _files;
    private readonly string _fingerprint;
    private readonly TimeSpan _maxAge;
    private readonly FlagSnapshotStore _store;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private Task _saving = Task.CompletedTask;
    private bool _isSaving;
    private bool _isWanted;
    private bool _isBroken;
    private bool _hasWarned;
    private long? _savedAt;

    public LastKnownGoodFile(
        FlagsmithPollingOptions options, FlagSnapshotStore store, TimeProvider time, ILogger logger, FileReading? reading = null, Func<string, FileStream>? create = null)
    {
        _reading = reading ?? FileReading.OfDisk;
        _mostBytes = (int)Math.Min(MostBytes, ((long)options.MaxBodyBytes * BytesForEachOfTheBody) + BytesForTheEnvelope);
        _mostFlags = options.MaxFlags;
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
    /// <returns>The flags; null when there are none. Never fails.</returns>
    public async Task<KeptFlags?> LoadAsync(CancellationToken cancellationToken)
    {
        KeptFlags? found = null;
        await _worker.Run(() => Try(() => found = Load(cancellationToken))).ConfigureAwait(false);
        return found;
    }

    /// <summary>Logs that what was read could not be published.</summary>
    public void NoteUnused(Exception cause) => Log.Ignored(_logger, _files.Path, $"they cannot be published ({cause.GetType().Name})");

    /// <summary>Logs that reading takes longer than the start waits for.</summary>
    public void NoteSlow(TimeSpan limit) => Log.Slow(_logger, _files.Path, limit);

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
            if (!_isSaving)
            {
                _isSaving = true;
                _saving = _worker.Run(SaveWhileWanted);
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

    private KeptFlags? Load(CancellationToken cancellationToken)
    {
        Try(() => _files.Sweep(_time.GetUtcNow()));
        var found = Read(_files.Path, out var why, cancellationToken);
        if (why is not null)
        {
            _isBroken = true;
            Log.Ignored(_logger, _files.Path, why);
        }

        found ??= Read(_files.PreviousPath, out _, cancellationToken);
        if (found is not null)
        {
            Log.Loaded(_logger, found.Flags.Count, _time.GetUtcNow() - found.VerifiedAt);
        }

        return found;
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
            _isSaving = _isWanted; // where nothing is wanted the thread ends, and who wants the next must start another
            _isWanted = false;
            return _isSaving;
        }
    }

    private void Save(FlagSnapshot snapshot)
    {
        try
        {
            var bytes = Envelope.Wrap(_fingerprint, _time.GetUtcNow(), FlagListWriter.Write(snapshot.Flags));
            if (bytes.Length > _mostBytes)
            {
                throw new IOException(FormattableString.Invariant($"They take {bytes.Length} bytes, and no more than {_mostBytes} are read."));
            }

            _files.Write(bytes, keepsCurrent: !_isBroken);
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

    private KeptFlags? Read(string path, out string? why, CancellationToken cancellationToken)
    {
        why = null;
        try
        {
            if (!File.Exists(path) && !Directory.Exists(path))
            {
                return null;
            }

            why = BoundedFile.Read(path, _mostBytes, _reading.Open, out var body, cancellationToken);
            using (body)
            {
                return body is null ? null : Read(body, out why);
            }
        }
        catch (FlagLimitException)
        {
            why = FormattableString.Invariant($"it has more than {_mostFlags} flags (MaxFlags)");
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The host stops: nobody needs the flags any more.
        }
        catch (Exception cause) // whatever is wrong with a file, the start goes on without it
        {
            why = $"it cannot be read ({cause.GetType().Name})";
        }

        return null;
    }

    private KeptFlags? Read(PooledBody body, out string? why)
    {
        why = Envelope.Unwrap(body.Memory, _fingerprint, out var verifiedAt, out var payload) ?? CheckAge(verifiedAt);
        if (why is not null)
        {
            return null;
        }

        var list = FlagListReader.Read(payload.Span, _mostFlags);
        FlagListRule.RefuseNoFlagAtAll(list);
        return new KeptFlags(list.Flags, verifiedAt);
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

        [LoggerMessage(63, LogLevel.Warning, "Reading the flags kept on disk in {Path} takes longer than {Limit}: the start does not wait for them. They are used if they come before Flagsmith's.", EventName = "LastKnownGoodSlow")]
        public static partial void Slow(ILogger logger, string path, TimeSpan limit);
    }
}
