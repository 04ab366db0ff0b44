using Flagsmith.Polling.Snapshots;
using Flagsmith.Polling.Wire;

namespace Flagsmith.Polling.Identities;

/// <summary>Makes of a response what the cache keeps: what differs from the environment, and until when it is fresh.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class CachedUserFactory(IdentityBaseline baseline, FlagStatePool states, MonotonicClock clock, Func<double> random)
{
    /// <summary>By which share the time to live of a response is longer or shorter than the setting.</summary>
    public const double Jitter = 0.1;

    /// <summary>How long a response is fresh that shows the environment as it was before its last change.</summary>
    public static readonly TimeSpan LateTimeToLive = TimeSpan.FromSeconds(1);

    private readonly TraitKeyPool _keys = new();

    /// <summary>Takes the environment as it is now, when a request is about to be sent.</summary>
    public Baseline TakeBaseline() => baseline.Take();

    /// <summary>Makes the view of a response.</summary>
    /// <param name="response">The response.</param>
    /// <param name="known">The environment when the request was sent.</param>
    /// <param name="variant">What was requested; null for the plain read.</param>
    /// <param name="timeToLive">How long a response is fresh.</param>
    public CachedUser Create(IdentityResponse response, Baseline known, TraitSetKey? variant, TimeSpan timeToLive)
    {
        var flags = baseline.ForResponse(known.Flags, response.Unknown.Count, response.Flags);
        if (!ReferenceEquals(flags, known.Flags))
        {
            response = response.MoveTo(flags);
        }

        var isLate = ReferenceEquals(flags, known.Flags) && known.Changes.TakeOutLate(response.Known, response.Unknown, flags, clock.Elapsed);
        var lifetime = isLate && timeToLive > LateTimeToLive ? LateTimeToLive : timeToLive;
        var (ownBytes, traits) = (ShareStates(response, flags), TraitSet.Of(response.Traits, _keys));
        return new CachedUser(new IdentityFlagSnapshot(response.Over(flags), traits, known.Version, FlagSource.Api, clock.Time.GetUtcNow()))
        {
            Bytes = MemorySize.OfUser + ownBytes + MemorySize.Of(traits) + (variant is null ? 0 : MemorySize.Of(variant.Traits)),
            Variant = variant,
            HasFlags = response.HasFlag,
            FreshUntil = (clock.Elapsed + (lifetime * (1 + (Jitter * ((2 * random()) - 1))))).Ticks,
        };
    }

    /// <returns>About how many bytes the flags take that are the user's own: those that others have too count for the first alone.</returns>
    private long ShareStates(IdentityResponse response, FlagBase flags)
    {
        var bytes = response.Unknown.Sum(static state => MemorySize.OfReference + MemorySize.Of(state) + MemorySize.Of(state.Feature));
        for (var index = 0; index < response.Known.Length; index++)
        {
            if (response.Known[index] is { } state && !ReferenceEquals(state, flags[index]))
            {
                var shared = response.Known[index] = states.Share(state);
                bytes += MemorySize.OfReference + (ReferenceEquals(shared, state) ? MemorySize.Of(state) : 0);
            }
        }

        return bytes;
    }
}
