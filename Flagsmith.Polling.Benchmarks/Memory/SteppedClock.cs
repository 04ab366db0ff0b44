using Flagsmith.Polling.Identities;
using Microsoft.Extensions.Internal;

namespace Flagsmith.Polling.Benchmarks.Memory;

/// <summary>The library's coarse clock without what the library's own cache needs of it beyond the time: the quickest clock that a memory cache can have.</summary>
internal sealed class SteppedClock(CoarseClock clock) : ISystemClock
{
    public DateTimeOffset UtcNow => DateTimeOffset.UnixEpoch.AddTicks(clock.Now);
}
