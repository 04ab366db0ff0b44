namespace Flagsmith.Polling;

/// <summary>Specifies how single users' flags are fetched and cached.</summary>
/// <remarks>Not thread-safe while it is being set up. Reloaded values apply from the next fetch on; <see cref="MaxEntries"/>, <see cref="MaxBytes"/>, <see cref="MaxBytesInFlight"/> and <see cref="MaxConcurrentFetches"/> require a restart.</remarks>
public sealed class IdentityOptions
{
    /// <summary>Gets or sets how long a response is fresh, plus or minus 10 % at random. 5 minutes by default; 1 second to 1 day.</summary>
    public TimeSpan TimeToLive { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Gets or sets the maximum number of cached users; the least recently read are evicted first. 100,000 by default; at least 100.</summary>
    public int MaxEntries { get; set; } = 100_000;

    /// <summary>
    /// Gets or sets the maximum size of the cached users in bytes, as estimated from their own flags and traits; the least recently read are
    /// evicted first. A user takes at least <c>MaxBytes / MaxEntries</c>. <see langword="null"/>, the default, means
    /// <see cref="MaxEntries"/> times 2 KiB; 1 MiB to 1 TiB.
    /// </summary>
    public long? MaxBytes { get; set; }

    /// <summary>
    /// Gets or sets the maximum size in bytes of the users' responses that are received and parsed at the same time; one additional response may
    /// exceed it. Others wait, within <see cref="FetchTimeout"/>. 64 MiB by default; 1 MiB to 16 GiB.
    /// </summary>
    public long MaxBytesInFlight { get; set; } = 64 * 1024 * 1024;

    /// <summary>Gets or sets the maximum number of cached responses of one user, one for each set of traits passed with a read; the oldest is evicted first. 8 by default; 1 to 64.</summary>
    public int MaxTraitSetsPerIdentity { get; set; } = 8;

    /// <summary>Gets or sets how long after its time to live a response is still served while it is fetched again in the background. 1 minute by default; 0 to 1 day.</summary>
    public TimeSpan StaleWhileRevalidate { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Gets or sets how long after its time to live a response is still served when a fetch fails. 1 hour by default; 0 to 7 days.</summary>
    public TimeSpan StaleIfError { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Gets or sets the delay before a user whose fetch failed is fetched again. 5 seconds by default; 0 to 5 minutes.</summary>
    public TimeSpan FailureBackoff { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Gets or sets the maximum duration of a fetch, including the wait for <see cref="MaxConcurrentFetches"/>. 10 seconds by default; 100 milliseconds to 5 minutes.</summary>
    public TimeSpan FetchTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Gets or sets the maximum number of concurrent fetches; background fetches take at most half of them. 32 by default; 1 to 1,024.</summary>
    public int MaxConcurrentFetches { get; set; } = 32;

    /// <summary>Gets or sets what a read of a cached user gets after the environment has changed. <see cref="EnvironmentChangePolicy.FollowAndRefresh"/> by default.</summary>
    public EnvironmentChangePolicy WhenEnvironmentChanges { get; set; }

    /// <summary>Gets or sets what a read may store at Flagsmith. <see cref="IdentityPersistence.Identity"/> by default.</summary>
    public IdentityPersistence Persistence { get; set; }

    /// <summary>Gets or sets what a read gets when neither Flagsmith nor the cache can provide the user's flags. <see cref="IdentityFallback.EnvironmentFlags"/> by default.</summary>
    public IdentityFallback Fallback { get; set; }
}
