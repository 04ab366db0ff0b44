namespace Flagsmith.Polling;

/// <summary>A user to read flags for: the identifier, and where wanted traits that are passed along.</summary>
/// <remarks>Thread-safe as long as nobody changes <see cref="Traits"/>. Its text shows nothing of the user.</remarks>
/// <param name="identifier">What the application calls the user; at most 2,000 characters.</param>
public sealed class FlagIdentity(string identifier)
{
    /// <summary>Gets what the application calls the user.</summary>
    public string Identifier { get; } = identifier ?? throw new ArgumentNullException(nameof(identifier));

    /// <summary>Gets the traits to pass along; none by default. Reads with the same traits, by value and kind in any order, share one response.</summary>
    public IReadOnlyDictionary<string, TraitValue>? Traits { get; init; }

    /// <summary>Gets what the read may store at Flagsmith; <see langword="null"/>, the default, as <see cref="IdentityOptions.Persistence"/> says.</summary>
    public IdentityPersistence? Persistence { get; init; }

    /// <inheritdoc/>
    public override string ToString() => nameof(FlagIdentity);
}
