using Flagsmith.Polling.Http;
using Flagsmith.Polling.Sources;

namespace Flagsmith.Polling.Sharing;

/// <summary>Looks at the shared store when a poll is due, and decides who polls.</summary>
/// <remarks>Not thread-safe: polls run one at a time.</remarks>
internal sealed class SharedLooks(SharedStoreAccess access, SharedKeys keys, SharedContent content, SharedRestore restore, SharedOrder order, SharedEntryLog log, AloneSchedule alone, TimeProvider time, Func<double> random)
{
    /// <summary>How long a host that must have flags now waits for the one that polls.</summary>
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(2);

    /// <summary>Timers are that inexact.</summary>
    private static readonly TimeSpan LeastPause = TimeSpan.FromMilliseconds(1);

    private UInt128 _broken; // the hash of a body that could not be used
    private bool _isRestored;
    private bool _hasLooked;
    private StorePatience _patience = StorePatience.Usual;

    /// <summary>Gets whether this host has no flags yet, so that its start waits for them.</summary>
    private bool LacksFlags => order.IsEmpty && !_isRestored;

    /// <summary>Gets or sets what takes flags from before this start: content whose poll began some time ago.</summary>
    public required Action<FlagContent, TimeSpan> Restore { private get; init; }

    /// <summary>Gets or sets what knows the time until the poll that is planned.</summary>
    public required Func<TimeSpan> UntilPlanned { private get; init; }

    /// <summary>Gets or sets what hears of each confirmation that was read, and how long ago its poll began.</summary>
    public required Action<SharedConfirmation, TimeSpan> Seen { private get; init; }

    /// <summary>Looks at the store.</summary>
    public async ValueTask<SharedLook> LookAsync(FlagsmithPollingOptions options, FlagPollReason reason, CancellationToken cancellationToken)
    {
        access.Interval = options.PollInterval;
        var began = time.GetTimestamp();
        for (DateTimeOffset? wantedAt = null; ;)
        {
            _patience = LacksFlags ? StorePatience.AtStart(time) : StorePatience.Usual;
            var reply = await access.ReadAsync(_patience, cancellationToken).ConfigureAwait(false);
            if (!reply.IsReached)
            {
                return WithoutStore(options, reason, cancellationToken);
            }

            wantedAt ??= reply.Value.Now;
            var look = await JudgeAsync(reply.Value, new SharedWish(options, reason, wantedAt.Value), cancellationToken).ConfigureAwait(false);
            _hasLooked = true;
            if (look is not LaterLook { Pause: var pause } || (reason == FlagPollReason.Scheduled && !LacksFlags))
            {
                return look;
            }

            var left = MaxWait - time.GetElapsedTime(began);
            if (left < LeastPause)
            {
                return new AloneLook();
            }

            await Task.Delay(pause < left ? pause : left, time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Reads the confirmation once more, for a poll that took longer than its turn.</summary>
    /// <returns>What another host has polled since; null where nobody has.</returns>
    public async ValueTask<AdoptLook?> FindLaterAsync(SharedTurn turn, FlagsmithPollingOptions options, CancellationToken cancellationToken)
    {
        _patience = StorePatience.Usual;
        var reply = await access.ReadAsync(_patience, cancellationToken).ConfigureAwait(false);
        return reply.IsReached && Read(reply.Value) is { HasContent: true } stored && stored.BeganAt > turn.BeganAt
            ? await AdoptAsync(stored, reply.Value.Now - stored.BeganAt, options, cancellationToken).ConfigureAwait(false) as AdoptLook
            : null;
    }

    private async ValueTask<SharedLook> JudgeAsync(SharedStoreReading reading, SharedWish wish, CancellationToken cancellationToken)
    {
        var options = wish.Options;
        var stored = Read(reading);
        var age = reading.Now - stored.BeganAt;
        var isAccepted = IsAccepted(stored, age, options);
        if (isAccepted && wish.IsFresh(stored, age))
        {
            if (await AdoptAsync(stored, age, options, cancellationToken).ConfigureAwait(false) is { } adopted)
            {
                return adopted;
            }
        }
        else if (stored.HasContent && !isAccepted && wish.IsFresh(stored, age))
        {
            log.OlderRefused();
            return new LaterLook(SharedPauses.UntilDue(options, age, random()));
        }
        else if (isAccepted && LacksFlags && age <= options.LastKnownGood.MaxAge)
        {
            await RestoreAsync(stored, age, options, cancellationToken).ConfigureAwait(false);
        }

        if (wish.Reason != FlagPollReason.Requested && FailingAt(stored, reading.Now, options) is { } failing)
        {
            return failing;
        }

        // Where the store is empty or broken, the flags that are held are as good as before: nobody polls sooner than is due.
        return wish.Reason == FlagPollReason.Scheduled && order.Age is { } own && own < options.PollInterval
            ? new LaterLook(SharedPauses.UntilDue(options, own, random()))
            : await TakeTurnAsync(stored, wish, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<SharedLook> TakeTurnAsync(SharedConfirmation stored, SharedWish wish, CancellationToken cancellationToken)
    {
        var turn = await access.TryTakeTurnAsync(SharedPauses.OfTurn(wish.Options), _patience, cancellationToken).ConfigureAwait(false);
        if (!turn.IsReached)
        {
            return WithoutStore(wish.Options, wish.Reason, cancellationToken);
        }

        if (turn.Value is null)
        {
            return IsStuck(wish.Options) ? WithoutStore(wish.Options, wish.Reason, cancellationToken) : new LaterLook(SharedPauses.WhileOtherPolls(random()));
        }

        SharedLook? look = null;
        try
        {
            look = await LookAgainAsync(turn.Value, stored, wish, cancellationToken).ConfigureAwait(false);
            return look;
        }
        finally
        {
            if (look is not TurnLook)
            {
                await access.ReleaseTurnAsync(turn.Value).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Between the look and the turn another host may have had its own.</summary>
    private async ValueTask<SharedLook> LookAgainAsync(SharedTurn turn, SharedConfirmation stored, SharedWish wish, CancellationToken cancellationToken)
    {
        var again = await access.ReadAsync(_patience, cancellationToken).ConfigureAwait(false);
        if (!again.IsReached)
        {
            return WithoutStore(wish.Options, wish.Reason, cancellationToken); // what is stored now is not known, and what a poll writes depends on it
        }

        if (Read(again.Value) is var now && now != stored)
        {
            stored = now;
            var age = again.Value.Now - now.BeganAt;
            if (IsAccepted(now, age, wish.Options) && wish.IsFresh(now, age) && await AdoptAsync(now, age, wish.Options, cancellationToken).ConfigureAwait(false) is { } adopted)
            {
                return adopted;
            }

            if (wish.Reason != FlagPollReason.Requested && FailingAt(now, again.Value.Now, wish.Options) is { } failing)
            {
                return failing;
            }
        }

        var isBroken = _broken != 0 && _broken == stored.Hash;
        _broken = 0;
        return new TurnLook(turn, stored, isBroken);
    }

    /// <summary>Determines whether turns are taken and nothing is confirmed, for longer than a host takes that dies in its turn: where writes are refused and turns are not, the store is as good as down.</summary>
    private bool IsStuck(FlagsmithPollingOptions options)
    {
        if (order.Age > (options.PollInterval * (1 + options.PollJitter)) + SharedPauses.OfTurn(options))
        {
            access.NoteStuck();
        }

        return !access.IsAvailable;
    }

    private SharedConfirmation Read(SharedStoreReading reading)
    {
        if (reading.Confirmation is not { IsEmpty: false } bytes)
        {
            return SharedConfirmation.None;
        }

        if (SharedConfirmationFormat.TryRead(bytes.Span, keys) is { } stored)
        {
            Seen(stored, reading.Now - stored.BeganAt);
            return stored;
        }

        log.ConfirmationRefused();
        return SharedConfirmation.None;
    }

    private bool IsAccepted(SharedConfirmation stored, TimeSpan age, FlagsmithPollingOptions options) =>
        stored.HasContent && order.Accepts(stored, age, options.PollInterval);

    /// <returns>What to adopt, or when to try again; null where the body cannot be used.</returns>
    private async ValueTask<SharedLook?> AdoptAsync(SharedConfirmation stored, TimeSpan age, FlagsmithPollingOptions options, CancellationToken cancellationToken)
    {
        var patience = _hasLooked ? StorePatience.Usual : _patience; // a body that takes long must come some time
        var reading = await content.ReadAsync(stored, options, patience, cancellationToken).ConfigureAwait(false);
        if (reading.Content is { } found)
        {
            return new AdoptLook(stored, found, age < TimeSpan.Zero ? TimeSpan.Zero : age);
        }

        if (reading.IsUnreached && !LacksFlags)
        {
            return new LaterLook(SharedPauses.AfterUnreadBody(random())); // the notice was for this body: an interval is too long to wait for another try
        }

        if (reading.Flaw is { } flaw)
        {
            _broken = stored.Hash;
            log.BodyRefused(flaw);
        }

        return null;
    }

    private async ValueTask RestoreAsync(SharedConfirmation stored, TimeSpan age, FlagsmithPollingOptions options, CancellationToken cancellationToken)
    {
        if (await AdoptAsync(stored, age, options, cancellationToken).ConfigureAwait(false) is AdoptLook adopted)
        {
            (_isRestored, _patience) = (true, StorePatience.Usual);
            Restore(adopted.Content, adopted.Age);
        }
    }

    private FailingLook? FailingAt(SharedConfirmation stored, DateTimeOffset now, FlagsmithPollingOptions options)
    {
        var left = stored.Attempts.NotBefore - now;
        return stored.Attempts is { Failures: > 0, IsShared: true } attempts && left > TimeSpan.Zero && (left <= RetryAfter.Longest || left <= options.PollInterval) // else the store's clock was set back
            ? new FailingLook(attempts, SharedPauses.UntilAttempt(left, random()))
            : null;
    }

    private SharedLook WithoutStore(FlagsmithPollingOptions options, FlagPollReason reason, CancellationToken cancellationToken)
    {
        if (LacksFlags)
        {
            restore.Begin(options, cancellationToken);
        }

        var (left, planned) = (alone.UntilDue(options.PollInterval), UntilPlanned());
        left = left > planned ? left : planned; // a notice makes nobody poll sooner than the schedule says, or Flagsmith has asked for
        return reason == FlagPollReason.Scheduled && !LacksFlags && left >= LeastPause
            ? new LaterLook(left)
            : new AloneLook();
    }
}
