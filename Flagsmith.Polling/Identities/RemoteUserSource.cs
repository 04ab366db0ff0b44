using Flagsmith.Polling.Configuration;
using Flagsmith.Polling.Snapshots;
using Flagsmith.Polling.Telemetry;

namespace Flagsmith.Polling.Identities;

/// <summary>Users whom a Flagsmith server evaluates: from the cache, or by a request.</summary>
internal sealed class RemoteUserSource(
    IdentityCache cache,
    CachePolicy policy,
    ReadThrough reads,
    DirectRequests requests,
    UserMaintenance maintenance,
    OptionsReloader settings,
    IdentityCounters counters) : IUserSource, IDisposable, IAsyncDisposable
{
    private const int SliceSize = 2000;

    /// <summary>Gets what reads the figures of the cache.</summary>
    public required CacheReport Report { get; init; }

    /// <summary>Gets how many users are cached.</summary>
    internal int Count => cache.Count;

    /// <summary>Gets how many requests are in flight or wait.</summary>
    internal int Flights => requests.Flights;

    internal UserMaintenance Maintenance => maintenance;

    private IdentityOptions Options => settings.Current.Identities;

    public ValueTask<IIdentityFlagSnapshot> ReadAsync(string identifier, bool mayFallBack, CancellationToken cancellationToken)
    {
        if (cache.FindPlain(identifier) is { } view && policy.IsHit(view))
        {
            counters.CountHit();
            return new ValueTask<IIdentityFlagSnapshot>(view.Snapshot);
        }

        return ReadThroughAsync(new IdentityKey(identifier, Variant: null), mayFallBack, cancellationToken);
    }

    public ValueTask<IIdentityFlagSnapshot> ReadAsync(FlagIdentity identity, CancellationToken cancellationToken)
    {
        if (cache.Find(identity, Options.Persistence) is { } view && policy.IsHit(view))
        {
            counters.CountHit();
            return new ValueTask<IIdentityFlagSnapshot>(view.Snapshot);
        }

        return ReadThroughAsync(new IdentityKey(identity.Identifier, ToVariant(identity)), mayFallBack: true, cancellationToken);
    }

    public async Task<IIdentityFlagSnapshot> RefreshAsync(string identifier, CancellationToken cancellationToken)
    {
        TraitRules.CheckIdentifier(identifier);
        maintenance.EnsureStarted();
        return policy.Follow(await requests.RefreshAsync(identifier, cancellationToken).ConfigureAwait(false));
    }

    public async Task<IIdentityFlagSnapshot> SetTraitsAsync(
        IReadOnlyDictionary<string, TraitValue?> traits, string identifier, CancellationToken cancellationToken)
    {
        TraitRules.CheckIdentifier(identifier);
        var sent = new Dictionary<string, TraitValue?>(traits, StringComparer.Ordinal); // the caller may change its own later
        Check(sent);
        maintenance.EnsureStarted();
        return policy.Follow(await requests.WriteAsync(identifier, sent, cancellationToken).ConfigureAwait(false));
    }

    public IReadOnlyList<string> GetSegments(FlagIdentity identity) => throw new InvalidOperationException(
        "Segments are not known: in remote evaluation (Mode = Remote) Flagsmith sends a user's flags alone. Set Mode to LocalEvaluation, which needs a server-side key.");

    public void CheckTraitKey(string key) => TraitRules.CheckKey(key);

    public void Invalidate(string identifier) => requests.Invalidate(identifier);

    // In slices, as 100,000 users take a few milliseconds. A response that was requested before and arrives later is not marked: each hint takes effect several times.
    public async Task MarkStaleAsync(CancellationToken cancellationToken)
    {
        var mustWait = Options.WhenEnvironmentChanges == EnvironmentChangePolicy.WaitForRefresh;
        foreach (var slice in cache.Walk().Chunk(SliceSize))
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var view in slice)
            {
                Mark(view, mustWait);
            }

            await Task.Yield();
        }
    }

    public IdentityCacheFigures? ReadFigures() => Report.Read();

    public void Dispose()
    {
        requests.Dispose();
        maintenance.Dispose();
        cache.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        requests.Dispose();
        await maintenance.DisposeAsync().ConfigureAwait(false); // a step that is just running ends before the cache goes
        cache.Dispose();
    }

    /// <summary>Returns all responses cached.</summary>
    internal IEnumerable<CachedUser> Walk() => cache.Walk();

    private void Mark(CachedUser view, bool mustWait)
    {
        if (mustWait)
        {
            view.MarkOutdated();
        }
        else
        {
            view.MarkStale(cache.Now);
        }
    }

    private static void Check(Dictionary<string, TraitValue?> traits)
    {
        foreach (var (key, value) in traits)
        {
            TraitRules.CheckKey(key);
            if (value is { } set)
            {
                TraitRules.CheckValue(set);
            }
        }
    }

    private ValueTask<IIdentityFlagSnapshot> ReadThroughAsync(IdentityKey key, bool mayFallBack, CancellationToken cancellationToken)
    {
        TraitRules.CheckIdentifier(key.Identifier);
        maintenance.EnsureStarted();
        return reads.ReadAsync(key, mayFallBack && Options.Fallback != IdentityFallback.Throw, cancellationToken);
    }

    private TraitSetKey? ToVariant(FlagIdentity identity)
    {
        var persistence = identity.Persistence ?? Options.Persistence;
        if (identity.Traits is not { Count: > 0 } traits)
        {
            return persistence == Options.Persistence ? null : new TraitSetKey(TraitSet.Empty, persistence);
        }

        var set = TraitSet.Of(traits);
        foreach (var (key, value) in set)
        {
            TraitRules.CheckKey(key);
            TraitRules.CheckValue(value);
        }

        return new TraitSetKey(set, persistence);
    }
}
