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
    private const string StaysUntil = "The file stays as it is until there are good flags.";
    private const int MaxBytes = 1024 * 1024 * 1024;

    private readonly DiskWorker _worker = new();
    private readonly int _maxBytes;
    private readonly KeptFlagsReader _reader;
    private readonly TwoGenerations _files;
    private readonly string _fingerprint;
    private readonly FlagSnapshotStore _store;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private Task _saving = Task.CompletedTask;
    private Confirmation? _confirmed;
    private long? _written; // the timestamp of the confirmation that the file holds, or that is being written; null after a failure
    private bool _isSaving;
    private bool _isWanted;
    private bool _isBroken;
    private bool _hasWarned;

    public LastKnownGoodFile(
        FlagsmithPollingOptions options, string name, FlagSnapshotStore store, TimeProvider time, ILogger logger, FileReading? reading = null, Func<string, FileStream>? create = null)
    {
        _maxBytes = (int)Math.Min(MaxBytes, ((long)options.MaxBodyBytes * BytesForEachOfTheBody) + BytesForTheEnvelope);
        _fingerprint = Fingerprint.Of(options, name);
        _files = new TwoGenerations($"{options.LastKnownGood.Path}.{_fingerprint[..16]}", create);
        _reader = new KeptFlagsReader(options, _fingerprint, _maxBytes, reading ?? FileReading.OfDisk, time);
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
    public void NoteUnused(Exception cause) => Log.Ignored(_logger, _files.Path, $"they cannot be published ({cause.GetType().Name})", StaysUntil);

    /// <summary>Logs that reading takes longer than the start waits for.</summary>
    public void NoteSlow(TimeSpan limit) => Log.Slow(_logger, _files.Path, limit);

    /// <summary>A poll has confirmed the flags: they are written where they are new, where the last write failed, or where the time in the file has grown old.</summary>
    /// <param name="areNew">Whether the flags differ from those before.</param>
    /// <param name="options">The options that apply now: their limits say how old the time in the file may get.</param>
    public void Confirmed(bool areNew, FlagsmithPollingOptions options)
    {
        lock (_gate)
        {
            _confirmed = new Confirmation(_time.GetUtcNow(), _time.GetTimestamp());
            if (areNew || _written is not { } written || _time.GetElapsedTime(written) >= Renewal.Of(options))
            {
                Want();
            }
        }
    }

    /// <summary>A poll has confirmed nothing: what could not be written is tried again.</summary>
    public void RetryFailed()
    {
        lock (_gate)
        {
            if (_written is null && !_isSaving)
            {
                WantLast();
            }
        }
    }

    /// <summary>The host stops: the time of the last confirmation is written if the file has an older one.</summary>
    /// <returns>A task that ends when what was to be written is written.</returns>
    public Task FlushAsync()
    {
        lock (_gate)
        {
            if (_confirmed?.Timestamp != _written)
            {
                WantLast();
            }

            return _saving;
        }
    }

    private void WantLast()
    {
        if (_confirmed is not null && _store.Current.Source == FlagSource.Api)
        {
            Want();
        }
    }

    private void Want()
    {
        _isWanted = true;
        if (!_isSaving)
        {
            _isSaving = true;
            _saving = _worker.Run(SaveWhileWanted);
        }
    }

    private KeptFlags? Load(CancellationToken cancellationToken)
    {
        Try(() => _files.Sweep(_time.GetUtcNow()));
        var found = _reader.Read(_files.Path, out var flaw, cancellationToken);
        if (flaw is { } known)
        {
            _isBroken = true;
            Log.Ignored(_logger, _files.Path, known.Why, known.IsDamage && TrySetAside() ? $"The file is kept as {_files.AsidePath}." : StaysUntil);
        }

        found ??= _reader.Read(_files.PreviousPath, out _, cancellationToken);
        if (found is not null)
        {
            Log.Loaded(_logger, found.Flags.Count, _time.GetUtcNow() - found.LastConfirmedAt);
        }

        return found;
    }

    private void SaveWhileWanted()
    {
        while (TakeWanted() is { } confirmed)
        {
            // The newest snapshot, whichever asked: an older one in between is not missed.
            var snapshot = _store.Current;
            if (snapshot.Source == FlagSource.Api && !TrySave(snapshot, confirmed.At))
            {
                lock (_gate)
                {
                    _written = null;
                }
            }
        }
    }

    private Confirmation? TakeWanted()
    {
        lock (_gate)
        {
            _isSaving = _isWanted; // where nothing is wanted the thread ends, and who wants the next must start another
            _isWanted = false;
            if (!_isSaving)
            {
                return null;
            }

            _written = _confirmed?.Timestamp;
            return _confirmed;
        }
    }

    /// <returns>Whether trying again would do no better.</returns>
    private bool TrySave(FlagSnapshot snapshot, DateTimeOffset verifiedAt)
    {
        try
        {
            var bytes = Envelope.Wrap(_fingerprint, verifiedAt, FlagListWriter.Write(snapshot.Flags));
            if (bytes.Length > _maxBytes)
            {
                Warn(new IOException(FormattableString.Invariant($"They take {bytes.Length} bytes, and no more than {_maxBytes} are read.")));
                return true;
            }

            _files.Write(bytes, keepsCurrent: !_isBroken);
            _isBroken = false;
            _hasWarned = false;
            return true;
        }
        catch (Exception cause) // a disk, a folder, a right: flags in memory do not depend on any of them
        {
            Warn(cause);
            return false;
        }
    }

    private bool TrySetAside()
    {
        try
        {
            _files.SetAside();
            return true;
        }
        catch (Exception) // then it stays, and good flags take its place
        {
            return false;
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
        [LoggerMessage(60, LogLevel.Information, "Starting with {Count} flags from the last-known-good file, {Age} old.", EventName = "LastKnownGoodLoaded")]
        public static partial void Loaded(ILogger logger, int count, TimeSpan age);

        [LoggerMessage(61, LogLevel.Warning, "The last-known-good file {Path} is ignored: {Why}. {Fate}", EventName = "LastKnownGoodIgnored")]
        public static partial void Ignored(ILogger logger, string path, string why, string fate);

        [LoggerMessage(62, LogLevel.Warning, "Saving the last-known-good file {Path} failed: {Kind}. {Message} Retrying at each poll.", EventName = "LastKnownGoodNotSaved")]
        public static partial void NotSaved(ILogger logger, string path, string kind, string message);

        [LoggerMessage(63, LogLevel.Warning, "Reading the last-known-good file {Path} takes longer than {Limit}; the start does not wait for it. Its flags are used if they arrive before Flagsmith's.", EventName = "LastKnownGoodSlow")]
        public static partial void Slow(ILogger logger, string path, TimeSpan limit);
    }
}
