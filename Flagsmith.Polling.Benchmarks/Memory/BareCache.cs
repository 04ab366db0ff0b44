using Flagsmith.Polling.Identities;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Logging.Abstractions;

namespace Flagsmith.Polling.Benchmarks.Memory;

/// <summary>The plainest thing that could work: a memory cache with as many entries, on a clock of the same kind.</summary>
internal sealed class BareCache : IDisposable
{
    private readonly CoarseClock _clock;
    private readonly MemoryCache _entries;

    /// <param name="count">How many entries.</param>
    /// <param name="time">What moves the clock.</param>
    public BareCache(int count, TimeProvider time)
    {
        _clock = new CoarseClock(new MonotonicClock(time), NullLogger.Instance);
        _clock.EnsureStarted();
        _entries = new MemoryCache(new MemoryCacheOptions { Clock = new SteppedClock(_clock) });
        for (var user = 0; user < count; user++)
        {
            _entries.Set(UserPopulation.Identifier(user), new object(), TimeSpan.FromHours(1));
        }
    }

    public IMemoryCache Entries => _entries;

    public void Dispose()
    {
        _entries.Dispose();
        _clock.Dispose();
    }
}
