namespace Flagsmith.Polling;

/// <summary>Represents a user to read flags for: the identifier and, optionally, traits that are passed along.</summary>
/// <remarks>Thread-safe as long as <see cref="Traits"/> is not modified. The string representation reveals nothing about the user.</remarks>
/// <param name="identifier">The application's identifier for the user; at most 2,000 characters.</param>
public sealed class FlagIdentity(string identifier)
{
    /// <summary>Gets the application's identifier for the user.</summary>
    public string Identifier { get; } = identifier ?? throw new ArgumentNullException(nameof(identifier));

    /// <summary>Gets the traits to pass along; none by default. Reads with the same traits, by value and kind in any order, share one response.</summary>
    public IReadOnlyDictionary<string, TraitValue>? Traits { get; init; }

    /// <summary>Gets what the read may store at Flagsmith; <see langword="null"/>, the default, means that <see cref="IdentityOptions.Persistence"/> applies.</summary>
    public IdentityPersistence? Persistence { get; init; }

    /// <inheritdoc/>
    public override string ToString() => nameof(FlagIdentity);
}
