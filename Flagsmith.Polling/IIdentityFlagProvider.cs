namespace Flagsmith.Polling;

/// <summary>Single users' flags and traits: fetched on demand, kept per user for a time.</summary>
/// <remarks>
/// A singleton, safe for any number of threads. A cached user is read without waiting and without allocating; however many ask for a
/// user who is not cached, Flagsmith is asked once. When Flagsmith does not respond, reads get what is cached, else the environment's flags
/// (<see cref="IdentityOptions.Fallback"/>). Additional environments are keyed services by their name.
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

    /// <summary>Gets a user's flags and traits, with traits passed along or stored as the call says.</summary>
    /// <param name="identity">The user.</param>
    /// <param name="cancellationToken">Cancels only this caller's wait; a fetch continues for the others.</param>
    /// <returns>The flags. Completed at once while they are cached.</returns>
    /// <exception cref="ArgumentException">Flagsmith cannot store the identifier or a trait: keys of 1 to 200 characters, texts of at most 2,000, integers of 32 bits, finite numbers.</exception>
    /// <exception cref="FlagsmithApiException">Flagsmith returned no usable response, nothing is cached, and the fallback is to throw.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    ValueTask<IIdentityFlagSnapshot> GetFlagsAsync(FlagIdentity identity, CancellationToken cancellationToken = default);

    /// <summary>Fetches a user now, past the cache, and caches the response: what was changed in Flagsmith before the call is in it.</summary>
    /// <param name="identifier">The user.</param>
    /// <param name="cancellationToken">Ends the fetch.</param>
    /// <returns>The flags.</returns>
    /// <exception cref="ArgumentException">The identifier is not valid.</exception>
    /// <exception cref="FlagsmithApiException">Flagsmith returned no usable response; what is cached stays.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    Task<IIdentityFlagSnapshot> RefreshAsync(string identifier, CancellationToken cancellationToken = default);

    /// <summary>Gets one stored trait of a user.</summary>
    /// <param name="key">The trait's key.</param>
    /// <param name="identifier">The user.</param>
    /// <param name="cancellationToken">Cancels only this caller's wait.</param>
    /// <returns>The value; <see langword="null"/> when it is not set.</returns>
    /// <exception cref="ArgumentException">The key or the identifier is not valid.</exception>
    /// <exception cref="FlagsmithApiException">Flagsmith returned no usable response and nothing is cached; traits have no fallback.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    ValueTask<TraitValue?> GetTraitAsync(string key, string identifier, CancellationToken cancellationToken = default);

    /// <summary>Gets the stored traits of a user.</summary>
    /// <param name="identifier">The user.</param>
    /// <param name="cancellationToken">Cancels only this caller's wait.</param>
    /// <returns>The traits by key.</returns>
    /// <exception cref="ArgumentException">The identifier is not valid.</exception>
    /// <exception cref="FlagsmithApiException">Flagsmith returned no usable response and nothing is cached; traits have no fallback.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    ValueTask<IReadOnlyDictionary<string, TraitValue>> GetTraitsAsync(string identifier, CancellationToken cancellationToken = default);

    /// <summary>Stores a trait of a user at Flagsmith, and caches the flags that the user has with it.</summary>
    /// <param name="key">The trait's key: 1 to 200 characters (Unicode code points), none of them NUL, no white space at its ends.</param>
    /// <param name="value">The value: a text of at most 2,000 characters (Unicode code points), none of them NUL; an integer of 32 bits; a finite number; or a boolean.</param>
    /// <param name="identifier">The user.</param>
    /// <param name="cancellationToken">Ends the request; the trait may be stored all the same.</param>
    /// <returns>The flags after it.</returns>
    /// <exception cref="ArgumentException">Flagsmith cannot store an argument.</exception>
    /// <exception cref="FlagsmithApiException">Flagsmith returned no usable response, or one that shows that it did not store the trait.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <remarks>
    /// Throws where the server shows that it kept nothing: it leaves the trait out, or Core shows it with the id <c>null</c>, as it does where the
    /// organisation stores no traits. An Edge Proxy never stores traits, and shows them as if it had: against it, the call succeeds and nothing is
    /// stored. Pass the traits along with each read there (<see cref="FlagIdentity.Traits"/>).
    /// </remarks>
    Task<IIdentityFlagSnapshot> SetTraitAsync(string key, TraitValue value, string identifier, CancellationToken cancellationToken = default);

    /// <summary>Stores and deletes traits of a user at Flagsmith in one request, and caches the flags that the user has after it.</summary>
    /// <param name="traits">The traits; <see langword="null"/> deletes. Others stay as they are.</param>
    /// <param name="identifier">The user.</param>
    /// <param name="cancellationToken">Ends the request; the traits may be stored all the same.</param>
    /// <returns>The flags after it.</returns>
    /// <exception cref="ArgumentException">Flagsmith cannot store an argument.</exception>
    /// <exception cref="FlagsmithApiException">Flagsmith returned no usable response, or one that shows that it did not store the traits.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <remarks>
    /// As <see cref="SetTraitAsync"/>. Where several traits are new, Core does not show whether it kept them: a second request then reads them.
    /// </remarks>
    Task<IIdentityFlagSnapshot> SetTraitsAsync(
        IReadOnlyDictionary<string, TraitValue?> traits, string identifier, CancellationToken cancellationToken = default);

    /// <summary>Deletes a trait of a user at Flagsmith, and caches the flags that the user has without it.</summary>
    /// <param name="key">The trait's key.</param>
    /// <param name="identifier">The user.</param>
    /// <param name="cancellationToken">Ends the request; the trait may be deleted all the same.</param>
    /// <returns>The flags after it.</returns>
    /// <exception cref="ArgumentException">The key or the identifier is not valid.</exception>
    /// <exception cref="FlagsmithApiException">Flagsmith returned no usable response, or one that shows that it did not delete the trait.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    Task<IIdentityFlagSnapshot> RemoveTraitAsync(string key, string identifier, CancellationToken cancellationToken = default);

    /// <summary>Forgets what is cached of a user, for all traits passed along; the next read asks Flagsmith.</summary>
    /// <param name="identifier">The user.</param>
    void Invalidate(string identifier);
}
