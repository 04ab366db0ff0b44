using System.Collections.Concurrent;
using Flagsmith.Polling.Configuration;

namespace Flagsmith.Polling.Identities;

/// <summary>Remembers for a short while which reads failed, so that a user who cannot be fetched is not asked for at each read. Bounded by users, and for each user.</summary>
/// <remarks>Thread-safe. Bounded for each user too, so that one with ever new traits does not take the room of the others.</remarks>
internal sealed class FailureMemory(OptionsReloader settings, MonotonicClock time)
{
    private const int MaxUsers = 10_000;
    private const int MaxFailuresPerUser = 8;

    private readonly ConcurrentDictionary<string, Failure[]> _failures = new(StringComparer.Ordinal);

    public FlagsmithApiException? Find(IdentityKey key)
    {
        if (_failures.IsEmpty || !_failures.TryGetValue(key.Identifier, out var failures))
        {
            return null;
        }

        var now = time.Elapsed;
        return Array.Find(failures, failure => failure.Is(key) && now < failure.Until)?.Error;
    }

    public void Remember(IdentityKey key, FlagsmithApiException error)
    {
        var backoff = settings.Current.Identities.FailureBackoff;
        if (backoff <= TimeSpan.Zero || (_failures.Count >= MaxUsers && !_failures.ContainsKey(key.Identifier)))
        {
            return;
        }

        var failure = new Failure(key.Variant, time.Elapsed + backoff, error);
        _failures.AddOrUpdate(key.Identifier, [failure], (_, old) => [failure, .. old.Where(other => !other.Is(key)).Take(MaxFailuresPerUser - 1)]);
    }

    public void Forget(IdentityKey key)
    {
        if (!_failures.IsEmpty && _failures.TryGetValue(key.Identifier, out var failures))
        {
            Replace(key.Identifier, failures, [.. failures.Where(failure => !failure.Is(key))]);
        }
    }

    /// <summary>Drops what has run out.</summary>
    public void Sweep()
    {
        var now = time.Elapsed;
        foreach (var (identifier, failures) in _failures)
        {
            Replace(identifier, failures, [.. failures.Where(failure => now < failure.Until)]);
        }
    }

    // Where another thread has changed them meanwhile they stay: at worst a failure is remembered until it has run out.
    private void Replace(string identifier, Failure[] old, Failure[] rest)
    {
        if (rest.Length == 0)
        {
            _failures.TryRemove(KeyValuePair.Create(identifier, old));
        }
        else if (rest.Length < old.Length)
        {
            _failures.TryUpdate(identifier, rest, old);
        }
    }

    private sealed record Failure(TraitSetKey? Variant, TimeSpan Until, FlagsmithApiException Error)
    {
        public bool Is(IdentityKey key) => Equals(Variant, key.Variant);
    }
}
