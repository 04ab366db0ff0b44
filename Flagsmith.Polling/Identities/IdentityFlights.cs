using System.Collections.Concurrent;

namespace Flagsmith.Polling.Identities;

/// <summary>The fetches in flight, one for each key however many ask.</summary>
internal sealed class IdentityFlights
{
    private readonly ConcurrentDictionary<IdentityKey, IdentityFlight> _flights = new();

    /// <summary>Gets how many there are.</summary>
    public int Count => _flights.Count;

    /// <summary>Joins the flight of that key, or starts it.</summary>
    /// <param name="key">The key.</param>
    /// <param name="fetch">Fetches; must not throw.</param>
    /// <param name="started">Whether this call started it.</param>
    public Task<FetchResult> JoinOrStart(IdentityKey key, Func<IdentityKey, IdentityFlight, Task<FetchResult>> fetch, out bool started)
    {
        started = false;
        if (_flights.TryGetValue(key, out var running))
        {
            return running.Landing;
        }

        var flight = new IdentityFlight();
        var winner = _flights.GetOrAdd(key, flight);
        started = ReferenceEquals(winner, flight);
        if (started)
        {
            // The fetch serves every caller: it must not carry the first one's request, user or trace along.
            using var flow = ExecutionContext.IsFlowSuppressed() ? default(AsyncFlowControl?) : ExecutionContext.SuppressFlow();
            _ = FlyAsync(key, flight, fetch);
        }

        return winner.Landing;
    }

    public bool IsInFlight(IdentityKey key) => _flights.ContainsKey(key);

    /// <summary>Lets the flights of a user land without their answers being kept; whoever asks from now on gets a new one.</summary>
    public void Orphan(string identifier)
    {
        foreach (var (key, flight) in _flights)
        {
            if (string.Equals(key.Identifier, identifier, StringComparison.Ordinal))
            {
                flight.IsOrphaned = true;
                _flights.TryRemove(KeyValuePair.Create(key, flight));
            }
        }
    }

    private async Task FlyAsync(IdentityKey key, IdentityFlight flight, Func<IdentityKey, IdentityFlight, Task<FetchResult>> fetch)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding); // leaves the caller's context, and the caller
        FetchResult result;
        try
        {
            result = await fetch(key, flight).ConfigureAwait(false);
        }
        finally
        {
            _flights.TryRemove(KeyValuePair.Create(key, flight));
        }

        flight.Land(result);
    }
}
