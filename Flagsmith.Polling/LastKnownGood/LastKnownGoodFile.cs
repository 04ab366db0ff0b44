using Flagsmith.Polling.Evaluation.Patterns;
using Flagsmith.Polling.Snapshots;
using Microsoft.Extensions.Logging;

namespace Flagsmith.Polling.LastKnownGood;

/// <summary>Keeps the last good flags on disk: read once at the start, written after each publication of Flagsmith's flags, one write at a time.</summary>
/// <remarks>Thread-safe. Nothing that the disk does is thrown at anybody: it is a line in the log.</remarks>
internal sealed class LastKnownGoodFile
{
    private readonly DiskWorker _worker = new();
    private readonly KeptGenerations _generations;
    private readonly FlagSnapshotStore _store;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private Task _saving = Task.CompletedTask;
    private Confirmation? _confirmed;
    private long? _written; // the timestamp of the confirmation that the file holds, or that is being written; null after a failure
    private bool _isSaving;
    private bool _isWanted;

    public LastKnownGoodFile(
        FlagsmithPollingOptions options, string name, FlagSnapshotStore store, TimeProvider time, ILogger logger, FileReading? reading = null, Func<string, FileStream>? create = null,
        IPatternObserver? observer = null)
    {
        _generations = new KeptGenerations(options, name, reading ?? FileReading.OfDisk, create, observer, time, logger);
        _store = store;
        _time = time;
        _logger = logger;
    }

    /// <summary>Gets where the newest generation is.</summary>
    public string Path => _generations.Path;

    /// <summary>Reads the newest generation that can be used.</summary>
    /// <returns>The flags; null when there are none. Never fails.</returns>
    public async Task<KeptFlags?> LoadAsync(CancellationToken cancellationToken)
    {
        KeptFlags? found = null;
        await _worker.Run(() => found = _generations.Load(cancellationToken)).ConfigureAwait(false);
        return found;
    }

    /// <summary>Logs that what was read could not be published.</summary>
    public void NoteUnused(Exception cause) => LastKnownGoodLog.Ignored(_logger, Path, $"they cannot be published ({cause.GetType().Name})", LastKnownGoodLog.StaysUntil);

    /// <summary>Logs that reading takes longer than the start waits for.</summary>
    public void NoteSlow(TimeSpan limit) => LastKnownGoodLog.Slow(_logger, Path, limit);

    /// <summary>A poll has confirmed the flags: they are written where they are new, where the last write failed, or where the time in the file has grown old.</summary>
    /// <param name="areNew">Whether the flags differ from those before.</param>
    /// <param name="options">The options that apply now: their limits say how old the time in the file may get.</param>
    /// <param name="age">How long ago the response came.</param>
    public void Confirmed(bool areNew, FlagsmithPollingOptions options, TimeSpan age = default)
    {
        lock (_gate)
        {
            _confirmed = new Confirmation(_time.GetUtcNow() - age, _time.GetTimestamp());
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
        if (_confirmed is not null && _store.Current.Source.IsConfirmed())
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

    private void SaveWhileWanted()
    {
        while (TakeWanted() is { } confirmed)
        {
            // The newest snapshot, whichever asked: an older one in between is not missed.
            var snapshot = _store.Current;
            if (snapshot.Source.IsConfirmed() && !_generations.TrySave(new KeptFlags(snapshot.Flags, confirmed.At, snapshot.Users)))
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
}
