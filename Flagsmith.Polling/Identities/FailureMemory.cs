using System.Collections.Concurrent;

namespace Flagsmith.Polling.Identities;

/// <summary>Remembers for a short while whose fetch failed, so that a user who cannot be fetched is not asked for at each read. Bounded.</summary>
internal sealed class FailureMemory(MonotonicTimeProvider time)
{
    private const int MostKeys = 10_000;

    private readonly ConcurrentDictionary<IdentityKey, (TimeSpan Until, FlagsmithApiException Error)> _failures = new();

    public FlagsmithApiException? Find(IdentityKey key) =>
        !_failures.IsEmpty && _failures.TryGetValue(key, out var failure) && time.Elapsed < failure.Until ? failure.Error : null;

    public void Remember(IdentityKey key, FlagsmithApiException error, TimeSpan backoff)
    {
        if (_failures.Count < MostKeys)
        {
            _failures[key] = (time.Elapsed + backoff, error);
        }
    }

    public void Forget(IdentityKey key)
    {
        if (!_failures.IsEmpty)
        {
            _failures.TryRemove(key, out _);
        }
    }

    /// <summary>Drops what has run out.</summary>
    public void Sweep()
    {
        foreach (var failure in _failures)
        {
            if (time.Elapsed >= failure.Value.Until)
            {
                _failures.TryRemove(failure);
            }
        }
    }
}
