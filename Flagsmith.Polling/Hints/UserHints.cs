using Flagsmith.Polling.Identities;

namespace Flagsmith.Polling.Hints;

/// <summary>Lets users be fetched again of whom something has changed: from the hint on, and again while a response may still be late.</summary>
/// <remarks>Thread-safe. Bounded: <see cref="TryAdd"/> returns false when there is no room for another user.</remarks>
internal sealed class UserHints(IUserSource users, TimeProvider time, CancellationToken stopping)
{
    private const int MaxUsers = 1000;
    private const int MaxCharacters = 256 * 1024;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, HintSeries> _series = new(StringComparer.Ordinal);
    private int _characters;

    /// <summary>Starts, or restarts, the series of a user.</summary>
    /// <returns>Whether there was room.</returns>
    public bool TryAdd(string identifier)
    {
        users.Invalidate(identifier);
        lock (_gate)
        {
            if (!_series.TryGetValue(identifier, out var series))
            {
                RemoveEnded();
                if (_series.Count == MaxUsers || _characters + identifier.Length > MaxCharacters)
                {
                    return false;
                }

                _series[identifier] = series = new HintSeries(HintSchedule.Later, () => InvalidateAsync(identifier), time, stopping);
                _characters += identifier.Length;
            }

            series.Begin();
            return true;
        }
    }

    private Task<bool> InvalidateAsync(string identifier)
    {
        users.Invalidate(identifier);
        return Task.FromResult(false);
    }

    private void RemoveEnded()
    {
        foreach (var (identifier, series) in _series)
        {
            if (!series.IsRunning)
            {
                _series.Remove(identifier);
                _characters -= identifier.Length;
            }
        }
    }
}
