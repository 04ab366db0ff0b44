using Flagsmith.Polling.Identities;

namespace Flagsmith.Polling;

/// <content>The user's traits and segments.</content>
public readonly partial struct IdentityFlags
{
    /// <summary>Gets one stored trait of the user.</summary>
    /// <param name="key">The trait's key.</param>
    /// <param name="cancellationToken">Cancels only this caller's wait.</param>
    /// <returns>The value; <see langword="null"/> when it is not set.</returns>
    /// <exception cref="ArgumentException">Flagsmith cannot store the key or the identifier; in local evaluation, which takes both as given, never.</exception>
    /// <exception cref="FlagsmithApiException">Flagsmith returned no usable response and nothing is cached; traits have no fallback.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public ValueTask<TraitValue?> GetTraitAsync(string key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        (Provider as IdentityFlagProvider)?.CheckTraitKey(key); // another provider has rules of its own
        var traits = Provider.GetTraitsAsync(Identifier, cancellationToken);
        return traits.IsCompletedSuccessfully ? new ValueTask<TraitValue?>(Find(traits.Result, key)) : AwaitAsync(traits, key);

        static async ValueTask<TraitValue?> AwaitAsync(ValueTask<IReadOnlyDictionary<string, TraitValue>> traits, string key) =>
            Find(await traits.ConfigureAwait(false), key);
    }

    /// <summary>Stores a trait of the user at Flagsmith, and caches the flags that the user has with it.</summary>
    /// <param name="key">The trait's key: 1 to 200 characters (Unicode code points), none of them NUL, no whitespace at its ends.</param>
    /// <param name="value">The value: a string of at most 2,000 characters (Unicode code points), none of them NUL; an integer of 32 bits; a finite number; or a boolean.</param>
    /// <param name="cancellationToken">Cancels the request; the trait may be stored nevertheless.</param>
    /// <returns>The flags after the change.</returns>
    /// <inheritdoc cref="IIdentityFlagProvider.SetTraitsAsync" path="/exception|/remarks"/>
    public Task<IIdentityFlagSnapshot> SetTraitAsync(string key, TraitValue value, CancellationToken cancellationToken = default) =>
        Provider.SetTraitsAsync(One(key, value), Identifier, cancellationToken);

    /// <summary>Deletes a trait of the user at Flagsmith, and caches the flags that the user has without it.</summary>
    /// <param name="key">The trait's key.</param>
    /// <param name="cancellationToken">Cancels the request; the trait may be deleted nevertheless.</param>
    /// <returns>The flags after the change.</returns>
    /// <inheritdoc cref="IIdentityFlagProvider.SetTraitsAsync" path="/exception"/>
    public Task<IIdentityFlagSnapshot> RemoveTraitAsync(string key, CancellationToken cancellationToken = default) =>
        Provider.SetTraitsAsync(One(key, null), Identifier, cancellationToken);

    /// <summary>Returns the names of the segments that the user is in, in the environment document's order. Only where users are evaluated in this process: <see cref="FlagsmithMode.LocalEvaluation"/>.</summary>
    /// <returns>The names. Never waits.</returns>
    /// <inheritdoc cref="IIdentityFlagProvider.GetSegments" path="/exception"/>
    public IReadOnlyList<string> GetSegments() => Provider.GetSegments(_identity ?? new FlagIdentity(_identifier!));

    private static Dictionary<string, TraitValue?> One(string key, TraitValue? value)
    {
        ArgumentNullException.ThrowIfNull(key);
        return new(StringComparer.Ordinal) { [key] = value };
    }

    private static TraitValue? Find(IReadOnlyDictionary<string, TraitValue> traits, string key) => traits.TryGetValue(key, out var value) ? value : default(TraitValue?);
}
