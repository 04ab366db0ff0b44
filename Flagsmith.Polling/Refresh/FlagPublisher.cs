using Flagsmith.Polling.Keys;
using Flagsmith.Polling.Snapshots;
using Flagsmith.Polling.Sources;
using Flagsmith.Polling.Wire;
using Microsoft.Extensions.Logging;

namespace Flagsmith.Polling.Refresh;

/// <summary>Turns content into publications, and keeps their rules: equal content publishes nothing, an unexpectedly empty list is held until confirmed, stale flags are replaced where the policy says so.</summary>
/// <remarks>Thread-safe: the timer that finds the flags stale may come while a poll is being taken in.</remarks>
internal sealed partial class FlagPublisher(FlagSnapshotStore store, StatusTracker status, TimeProvider time)
{
    /// <summary>How many values that do not fit one publication names in the log.</summary>
    private const int MaxMisfitsLogged = 10;

    private readonly Lock _gate = new();

    private FlagContent? _accepted; // the last content that was not held back
    private bool _isHolding;
    private bool _isRestored; // from the shared store, and neither confirmed nor replaced since
    private int _hasLoggedFullRegistry;
    private DefaultValues? _defaultValues = store.Current.Base.DefaultValues;

    /// <summary>Publishes what a response says, if that is news.</summary>
    /// <param name="content">The content.</param>
    /// <param name="acceptsEmpty">Whether an unexpectedly empty list is published at once.</param>
    public Publication Accept(FlagContent content, bool acceptsEmpty = false)
    {
        lock (_gate)
        {
            if (ReferenceEquals(content, _accepted) && store.Current.Source.IsConfirmed())
            {
                _isHolding = false;
                status.Confirmed();
                return new Publication(IsNews: false, default(SkippedEntries), content.BrokenValues);
            }

            return AcceptNew(content, acceptsEmpty);
        }
    }

    /// <summary>Publishes what another host of the fleet has polled, if that is news. Its rules have been kept there: an empty list is a confirmed one.</summary>
    /// <param name="content">The content.</param>
    /// <param name="age">How long ago that poll began.</param>
    public Publication AcceptShared(FlagContent content, TimeSpan age)
    {
        lock (_gate)
        {
            (_isHolding, _isRestored, var isSame) = (false, false, ReferenceEquals(content, _accepted) && store.Current.Source.IsConfirmed());
            _accepted = content;
            status.Confirmed(age);
            return new Publication(!isSame && PublishNews(content, FlagSource.SharedStore, age), content.Skipped, content.BrokenValues);
        }
    }

    /// <summary>Publishes flags of the shared store that are older than an interval, as long as no response has come and there are none that are younger.</summary>
    /// <returns>Whether they are published; then the caller looks at their age, and calls <see cref="StatusTracker.RestoredReady"/>.</returns>
    public bool TryRestoreShared(FlagContent content, DateTimeOffset verifiedAt)
    {
        lock (_gate)
        {
            if (store.Current.Source.IsConfirmed() || status.Age < time.GetUtcNow() - verifiedAt)
            {
                return false;
            }

            store.Publish(FlagSnapshotAssembly.Assemble(content.Flags, store.Current, store.Current.Version + 1, FlagSource.SharedStore, verifiedAt, _defaultValues, content.Users));
            (_accepted, _isRestored) = (content, true);
            status.Restored(verifiedAt);
            return true;
        }
    }

    /// <summary>Publishes flags from before this start, as long as no response has come, and the shared store had none that are younger. After one, defaults may be served again because it is stale: older flags still do not take their place.</summary>
    /// <returns>Whether they are published; then the caller looks at their age, and calls <see cref="StatusTracker.RestoredReady"/>.</returns>
    public bool TryRestore(IReadOnlyList<FlagState> flags, DateTimeOffset verifiedAt, IUserEvaluator? users = null)
    {
        lock (_gate)
        {
            var isYounger = _isRestored && status.Age > time.GetUtcNow() - verifiedAt;
            if (!isYounger && (store.Current.Source != FlagSource.Defaults || status.Age is not null))
            {
                return false;
            }

            store.Publish(FlagSnapshotAssembly.Assemble(flags, store.Current, store.Current.Version + 1, FlagSource.LastKnownGood, verifiedAt, _defaultValues, users));
            status.Restored(verifiedAt);
            return true;
        }
    }

    /// <summary>Takes over the options' defaults, and publishes those that were changed by a reload: the flags as long as defaults are what is served, later the values that stand in for missing flags.</summary>
    public void AcceptDefaults(FlagsmithPollingOptions options)
    {
        lock (_gate)
        {
            var current = store.Current;
            _defaultValues = DefaultValues.Of(options, _defaultValues);
            var next = current.Source == FlagSource.Defaults ? DefaultSnapshot.After(current, options, _defaultValues) : current.With(_defaultValues);
            if (!next.HasSameContent(current))
            {
                store.Publish(next);
            }
        }
    }

    /// <summary>Declares the flags stale if they are, and replaces them if the policy says so.</summary>
    /// <returns>Whether they have become stale just now.</returns>
    public bool BecomeStale(FlagsmithPollingOptions options)
    {
        lock (_gate)
        {
            // Looked at under the lock: a good response may just have come in.
            if (status.Age is not { } age || age < options.MaxStaleness || !status.Staled())
            {
                return false;
            }

            if (options.WhenStale == StalePolicy.ServeDefaults && store.Current.Source != FlagSource.Defaults)
            {
                store.Publish(DefaultSnapshot.Of(options, store.Current.Version + 1, _defaultValues));
            }

            return true;
        }
    }

    /// <summary>Logs which of the current flags' values do not fit a declared key, once for each value: the first by name, of the others how many.</summary>
    public void LogMisfits(ILogger logger)
    {
        var count = 0;
        foreach (var (name, type) in store.Current.TakeMisfits())
        {
            if (count++ < MaxMisfitsLogged)
            {
                PublisherLog.DoesNotFit(logger, name, type);
            }
        }

        if (count > MaxMisfitsLogged)
        {
            PublisherLog.MoreDoNotFit(logger, count - MaxMisfitsLogged);
        }

        if (KeyRegistry.IsFull && Interlocked.Exchange(ref _hasLoggedFullRegistry, 1) == 0)
        {
            PublisherLog.TooManyKeys(logger, KeyRegistry.MaxKeys);
        }
    }

    private Publication AcceptNew(FlagContent content, bool acceptsEmpty)
    {
        if (content.Flags.Length == 0 && !acceptsEmpty && !_isHolding && store.Current is { Flags.Count: > 0, Source: not FlagSource.Defaults })
        {
            _isHolding = true;
            return new Publication(IsNews: false, content.Skipped, IsHeld: true);
        }

        (_isHolding, _isRestored, _accepted) = (false, false, content);
        status.Confirmed();
        return new Publication(PublishNews(content, FlagSource.Api, TimeSpan.Zero), content.Skipped, content.BrokenValues);
    }

    private bool PublishNews(FlagContent content, FlagSource source, TimeSpan age)
    {
        var current = store.Current;
        var (version, now) = (current.Version + 1, time.GetUtcNow() - age);
        var next = ReferenceEquals(content.Catalog, current.Catalog)
            ? new FlagSnapshot(current.Catalog, content.Flags, version, source, now, current, _defaultValues, content.Users)
            : FlagSnapshotAssembly.Assemble(content.Flags, current, version, source, now, _defaultValues, content.Users);
        var isNews = !current.Source.IsConfirmed() || !next.HasSameContent(current);
        if (isNews)
        {
            store.Publish(next);
        }

        return isNews;
    }

    private static partial class PublisherLog
    {
        [LoggerMessage(9, LogLevel.Warning, "The value of the flag {Name} does not convert to {Type}, the type of a key; reads by that key return its default.", EventName = "ValueDoesNotFit")]
        public static partial void DoesNotFit(ILogger logger, string name, string type);

        [LoggerMessage(16, LogLevel.Warning, "The values of {Count} more flags do not convert to the types of their keys; reads by those keys return their defaults.", EventName = "MoreValuesDoNotFit")]
        public static partial void MoreDoNotFit(ILogger logger, int count);

        [LoggerMessage(12, LogLevel.Warning, "More than {Max} keys of different names and types are declared; the others read by name. Declare keys once, as static readonly fields.", EventName = "TooManyKeys")]
        public static partial void TooManyKeys(ILogger logger, int max);
    }
}
