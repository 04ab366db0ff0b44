namespace Flagsmith.Polling;

/// <summary>Reads of one user.</summary>
public static class IdentityFlagProviderExtensions
{
    /// <summary>Names the user whose flags and traits the next call reads. Sends nothing and allocates nothing.</summary>
    /// <param name="provider">The users' flags.</param>
    /// <param name="identifier">The user; not blank, at most 2,000 characters. The calls on the result check it.</param>
    /// <returns>The user's flags and traits.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static IdentityFlags ForIdentity(this IIdentityFlagProvider provider, string identifier)
    {
        ArgumentNullException.ThrowIfNull(provider);
        ArgumentNullException.ThrowIfNull(identifier);
        return new IdentityFlags(provider, identifier);
    }

    /// <summary>Names the user whose flags and traits the next call reads, with traits that are passed along. Sends nothing and allocates nothing.</summary>
    /// <param name="provider">The users' flags.</param>
    /// <param name="identity">The user. Its traits and persistence apply to reads of flags; traits are read and written by the identifier alone.</param>
    /// <returns>The user's flags and traits.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static IdentityFlags ForIdentity(this IIdentityFlagProvider provider, FlagIdentity identity)
    {
        ArgumentNullException.ThrowIfNull(provider);
        ArgumentNullException.ThrowIfNull(identity);
        return new IdentityFlags(provider, identity);
    }
}
