namespace Flagsmith.Polling.AspNetCore;

/// <summary>Provides the flags of the user of the current request. Registered by <c>AddIdentityFlags</c>.</summary>
/// <remarks>
/// A singleton, for use within requests. Who the user is, is determined once for each request, by the first read; so it belongs behind the middleware that signs users in. One request reads its user once,
/// however many calls there are: they get the same snapshot. A request without a user gets the environment's flags.
/// </remarks>
public interface IIdentityFlagsAccessor
{
    /// <summary>Gets the flags of the user of the current request, in the default environment.</summary>
    /// <param name="cancellationToken">Cancels only this wait.</param>
    /// <returns>The flags. Completed at once while the user is cached.</returns>
    /// <exception cref="FlagsmithApiException">Flagsmith returned no usable response, nothing is cached, and <see cref="IdentityOptions.Fallback"/> is to throw.</exception>
    /// <exception cref="InvalidOperationException">There is no current request, or the environment is not registered.</exception>
    /// <exception cref="OperationCanceledException">The token or the request was cancelled.</exception>
    ValueTask<IIdentityFlagSnapshot> GetFlagsAsync(CancellationToken cancellationToken = default);

    /// <summary>Gets the flags of the user of the current request, in a named environment.</summary>
    /// <param name="environmentName">The environment's name; empty for the default one.</param>
    /// <param name="cancellationToken">Cancels only this wait.</param>
    /// <returns>The flags. Completed at once while the user is cached.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="environmentName"/> is <see langword="null"/>.</exception>
    /// <exception cref="FlagsmithApiException">Flagsmith returned no usable response, nothing is cached, and <see cref="IdentityOptions.Fallback"/> is to throw.</exception>
    /// <exception cref="InvalidOperationException">There is no current request, or the environment is not registered.</exception>
    /// <exception cref="OperationCanceledException">The token or the request was cancelled.</exception>
    ValueTask<IIdentityFlagSnapshot> GetFlagsAsync(string environmentName, CancellationToken cancellationToken = default);
}
