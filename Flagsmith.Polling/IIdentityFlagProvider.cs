using Flagsmith.Polling.Snapshots;

namespace Flagsmith.Polling;

/// <summary>Provides the flags and traits of single users, fetched on demand and cached per user for a limited time. Reads of one user begin with <see cref="IdentityFlagProviderExtensions.ForIdentity(IIdentityFlagProvider, string)"/>.</summary>
/// <remarks>
/// A singleton, safe for any number of threads. A cached user is read without waiting and without allocating; however many callers request a
/// user who is not cached, one request is sent. When Flagsmith does not respond, reads return the cached flags, or else the environment's flags
/// (<see cref="IdentityOptions.Fallback"/>). Additional environments are keyed services by their name. The limits of identifiers and traits are those of the
/// server: with <see cref="FlagsmithMode.LocalEvaluation"/>, which sends and stores nothing, both are taken as given.
/// </remarks>
public interface IIdentityFlagProvider
{
    /// <summary>Gets a user's flags and traits.</summary>
    /// <param name="identifier">The user; not blank, at most 2,000 characters.</param>
    /// <param name="cancellationToken">Cancels only this caller's wait; a fetch continues for the others.</param>
    /// <returns>The flags. Completed at once while they are cached.</returns>
    /// <exception cref="ArgumentException">The identifier is not valid.</exception>
    /// <exception cref="FlagsmithApiException">Flagsmith returned no usable response, nothing is cached, and the fallback is to throw.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    ValueTask<IIdentityFlagSnapshot> GetFlagsAsync(string identifier, CancellationToken cancellationToken = default);

    /// <summary>Gets a user's flags and traits, with traits passed along or stored as <paramref name="identity"/> specifies.</summary>
    /// <param name="identity">The user.</param>
    /// <param name="cancellationToken">Cancels only this caller's wait; a fetch continues for the others.</param>
    /// <returns>The flags. Completed at once while they are cached.</returns>
    /// <exception cref="ArgumentException">Flagsmith cannot store the identifier or a trait: keys of 1 to 200 characters, texts of at most 2,000, integers of 32 bits, finite numbers.</exception>
    /// <exception cref="FlagsmithApiException">Flagsmith returned no usable response, nothing is cached, and the fallback is to throw.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    ValueTask<IIdentityFlagSnapshot> GetFlagsAsync(FlagIdentity identity, CancellationToken cancellationToken = default);

    /// <summary>Gets a user's flags, with traits passed along that need no dictionary: <c>users.GetFlagsAsync("ada", [new("plan", "gold"), new("seats", 42)])</c>.</summary>
    /// <param name="identifier">The user; the same limits apply as to <see cref="FlagIdentity.Identifier"/>.</param>
    /// <param name="traits">The traits; of two with one key the last counts. <see cref="IdentityOptions.Persistence"/> says what the read may store.</param>
    /// <param name="cancellationToken">Cancels only this caller's wait; a fetch continues for the others.</param>
    /// <returns>The flags. Completed at once while they are cached, and always in local evaluation.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="identifier"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">Flagsmith cannot store the identifier or a trait. Local evaluation takes any.</exception>
    /// <exception cref="FlagsmithApiException">Flagsmith returned no usable response, nothing is cached, and the fallback is to throw.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    ValueTask<IIdentityFlagSnapshot> GetFlagsAsync(string identifier, ReadOnlySpan<KeyValuePair<string, TraitValue>> traits, CancellationToken cancellationToken = default) =>
        GetFlagsAsync(new FlagIdentity(identifier) { Traits = TraitSet.Of(traits) }, cancellationToken);

    /// <summary>Fetches a user now, bypassing the cache, and caches the response, which contains every change made in Flagsmith before the call.</summary>
    /// <param name="identifier">The user.</param>
    /// <param name="cancellationToken">Ends the fetch.</param>
    /// <returns>The flags.</returns>
    /// <exception cref="ArgumentException">The identifier is not valid.</exception>
    /// <exception cref="FlagsmithApiException">Flagsmith returned no usable response; what is cached stays.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    Task<IIdentityFlagSnapshot> RefreshAsync(string identifier, CancellationToken cancellationToken = default);

    /// <summary>Gets the stored traits of a user.</summary>
    /// <param name="identifier">The user.</param>
    /// <param name="cancellationToken">Cancels only this caller's wait.</param>
    /// <returns>The traits by key.</returns>
    /// <exception cref="ArgumentException">The identifier is not valid.</exception>
    /// <exception cref="FlagsmithApiException">Flagsmith returned no usable response and nothing is cached; traits have no fallback.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    ValueTask<IReadOnlyDictionary<string, TraitValue>> GetTraitsAsync(string identifier, CancellationToken cancellationToken = default);

    /// <summary>Stores and deletes traits of a user at Flagsmith in one request, and caches the flags that the user has after it.</summary>
    /// <param name="traits">The traits by key; a value of <see langword="null"/> deletes the trait. Others stay as they are. Keys have 1 to 200 characters (Unicode code points), none of them NUL, and no whitespace at their ends; values are strings of at most 2,000 characters, none of them NUL, integers of 32 bits, finite numbers or booleans.</param>
    /// <param name="identifier">The user.</param>
    /// <param name="cancellationToken">Ends the request; the traits may be stored all the same.</param>
    /// <returns>The flags after the change.</returns>
    /// <exception cref="ArgumentException">Flagsmith cannot store an argument.</exception>
    /// <exception cref="FlagsmithApiException">Flagsmith returned no usable response, or one that shows that it did not store the traits.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <remarks>
    /// Throws where the server shows that it stored nothing: it leaves the trait out, or Core returns it with the id <c>null</c>, as it does where the
    /// organisation stores no traits. An Edge Proxy never stores traits, and returns them as if it had: against it, the call succeeds and nothing is
    /// stored. Pass the traits along with each read there (<see cref="FlagIdentity.Traits"/>). Where several traits are new, Core does not show
    /// whether it stored them: a second request then reads them.
    /// </remarks>
    Task<IIdentityFlagSnapshot> SetTraitsAsync(
        IReadOnlyDictionary<string, TraitValue?> traits, string identifier, CancellationToken cancellationToken = default);

    /// <summary>Returns the names of the segments that a user is in, in the environment document's order. Only where users are evaluated in this process: <see cref="FlagsmithMode.LocalEvaluation"/>.</summary>
    /// <param name="identity">The user, with all traits that matter.</param>
    /// <returns>The names, of all segments in the document, with or without an effect on a flag. Never waits.</returns>
    /// <exception cref="FlagsmithApiException">No environment document has been loaded yet; segments have no fallback.</exception>
    /// <exception cref="InvalidOperationException">The environment is remote or offline: Flagsmith does not send the segments of a user.</exception>
    IReadOnlyList<string> GetSegments(FlagIdentity identity);

    /// <summary>Removes a user from the cache, for all traits passed along; the next read sends a request to Flagsmith.</summary>
    /// <param name="identifier">The user.</param>
    void Invalidate(string identifier);
}
