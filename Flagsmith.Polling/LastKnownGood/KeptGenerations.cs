using Flagsmith.Polling.Evaluation.Patterns;
using Microsoft.Extensions.Logging;

namespace Flagsmith.Polling.LastKnownGood;

/// <summary>The flags on disk: reads the newest generation that can be used, and writes the next one.</summary>
/// <remarks>Not thread-safe: one thread at a time works on the disk. Throws nothing: whatever goes wrong is logged.</remarks>
internal sealed class KeptGenerations
{
    private const int BytesForTheEnvelope = 4 * 1024;

    private readonly int _maxBytes;
    private readonly KeptFlagsReader _reader;
    private readonly TwoGenerations _files;
    private readonly string _fingerprint;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private bool _isBroken;
    private bool _hasWarned;

    public KeptGenerations(FlagsmithPollingOptions options, string name, FileReading reading, Func<string, FileStream>? create, IPatternObserver? observer, TimeProvider time, ILogger logger)
    {
        _maxBytes = KeptPayload.MaxBytes(options) + BytesForTheEnvelope;
        _fingerprint = Fingerprint.Of(options, name);
        _files = new TwoGenerations($"{options.LastKnownGood.Path}.{_fingerprint[..16]}", create);
        _reader = new KeptFlagsReader(options, _fingerprint, _maxBytes, reading, observer, time);
        _time = time;
        _logger = logger;
    }

    /// <summary>Gets where the newest generation is.</summary>
    public string Path => _files.Path;

    /// <summary>Reads the newest generation that can be used.</summary>
    /// <returns>The flags; null when there are none.</returns>
    public KeptFlags? Load(CancellationToken cancellationToken)
    {
        KeptFlags? found = null;
        Try(() => found = Read(cancellationToken));
        return found;
    }

    /// <summary>Writes flags as the next generation.</summary>
    /// <returns>Whether trying again would do no better.</returns>
    public bool TrySave(KeptFlags kept)
    {
        try
        {
            var bytes = Envelope.Wrap(_fingerprint, kept.LastConfirmedAt, KeptPayload.Write(kept));
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

    private KeptFlags? Read(CancellationToken cancellationToken)
    {
        Try(() => _files.Sweep(_time.GetUtcNow()));
        var found = _reader.Read(_files.Path, out var flaw, cancellationToken);
        if (flaw is { } known)
        {
            _isBroken = true;
            LastKnownGoodLog.Ignored(
                _logger, _files.Path, known.Why, known.IsDamage && TrySetAside() ? $"The file is kept as {_files.AsidePath}." : LastKnownGoodLog.StaysUntil);
        }

        found ??= _reader.Read(_files.PreviousPath, out _, cancellationToken);
        if (found is not null)
        {
            LastKnownGoodLog.Loaded(_logger, found.Flags.Count, _time.GetUtcNow() - found.LastConfirmedAt);
        }

        return found;
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
        Try(() => LastKnownGoodLog.NotSaved(_logger, _files.Path, cause.GetType().Name, cause.Message));
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
}
