using System.Diagnostics.CodeAnalysis;

namespace Flagsmith.Polling;

/// <summary>One user's flags and traits: <c>users.ForIdentity("ada").IsEnabledAsync("vip_lounge")</c>.</summary>
/// <remarks>
/// Costs no allocation; it holds the provider and the user, and no flags. Each call reads the user's flags as they are then: to read several
/// flags of one moment, call <see cref="GetFlagsAsync"/> once. Thread-safe. Made by
/// <see cref="IdentityFlagProviderExtensions.ForIdentity(IIdentityFlagProvider, string)"/>; a <see langword="default"/> one throws.
/// </remarks>
/// <example>
/// <code>
/// var ada = users.ForIdentity("ada");
/// if (await ada.IsEnabledAsync("vip_lounge"))
/// {
///     var greeting = await ada.GetValueAsync("greeting", "Hello");
/// }
/// </code>
/// </example>
[SuppressMessage("Performance", "CA1815", Justification = "A call chain's middle, not a value to compare.")]
public readonly partial struct IdentityFlags
{
    private readonly IIdentityFlagProvider? _provider;
    private readonly string? _identifier;
    private readonly FlagIdentity? _identity;

    internal IdentityFlags(IIdentityFlagProvider provider, string identifier) => (_provider, _identifier) = (provider, identifier);

    internal IdentityFlags(IIdentityFlagProvider provider, FlagIdentity identity) => (_provider, _identity) = (provider, identity);

    private IIdentityFlagProvider Provider => _provider ?? throw new InvalidOperationException("This IdentityFlags has no user. Get one from users.ForIdentity(…).");

    private string Identifier => _identifier ?? _identity!.Identifier;

    /// <summary>Gets the user's flags and traits.</summary>
    /// <param name="cancellationToken">Cancels only this caller's wait; a fetch continues for the others.</param>
    /// <returns>The flags. Completed at once while they are cached.</returns>
    /// <exception cref="ArgumentException">Flagsmith cannot store the identifier or a trait that is passed along.</exception>
    /// <exception cref="FlagsmithApiException">Flagsmith returned no usable response, nothing is cached, and the fallback is to throw.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public ValueTask<IIdentityFlagSnapshot> GetFlagsAsync(CancellationToken cancellationToken = default) =>
        _identity is null ? Provider.GetFlagsAsync(_identifier!, cancellationToken) : Provider.GetFlagsAsync(_identity, cancellationToken);

    /// <summary>Determines whether the user has a flag, on or off.</summary>
    /// <param name="name">The feature's name.</param>
    /// <param name="cancellationToken">Cancels only this caller's wait; a fetch continues for the others.</param>
    /// <returns>Whether the user has the flag.</returns>
    /// <inheritdoc cref="GetFlagsAsync" path="/exception"/>
    public ValueTask<bool> HasFeatureAsync(string name, CancellationToken cancellationToken = default) =>
        ReadAsync(static (flags, name) => flags.HasFeature(name), name, cancellationToken);

    /// <summary>Determines whether the user has a flag, on or off.</summary>
    /// <param name="key">The flag's key.</param>
    /// <param name="cancellationToken">Cancels only this caller's wait; a fetch continues for the others.</param>
    /// <returns>Whether the user has the flag.</returns>
    /// <inheritdoc cref="GetFlagsAsync" path="/exception"/>
    public ValueTask<bool> HasFeatureAsync(FlagKey key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        return HasFeatureAsync(key.Name, cancellationToken);
    }

    /// <summary>Determines whether a flag is on for the user.</summary>
    /// <param name="name">The feature's name.</param>
    /// <param name="cancellationToken">Cancels only this caller's wait; a fetch continues for the others.</param>
    /// <returns>Whether the flag is on; <see langword="false"/> when it is unknown.</returns>
    /// <inheritdoc cref="GetFlagsAsync" path="/exception"/>
    public ValueTask<bool> IsEnabledAsync(string name, CancellationToken cancellationToken = default) =>
        ReadAsync(static (flags, name) => flags.IsEnabled(name), name, cancellationToken);

    /// <summary>Determines whether a flag is on for the user.</summary>
    /// <param name="key">The flag's key.</param>
    /// <param name="cancellationToken">Cancels only this caller's wait; a fetch continues for the others.</param>
    /// <returns>Whether the flag is on; the key's default when it is unknown.</returns>
    /// <inheritdoc cref="GetFlagsAsync" path="/exception"/>
    public ValueTask<bool> IsEnabledAsync(FlagKey key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        return ReadAsync(static (flags, key) => flags.IsEnabled(key), key, cancellationToken);
    }

    /// <summary>Gets a flag's value for the user.</summary>
    /// <param name="name">The feature's name.</param>
    /// <param name="cancellationToken">Cancels only this caller's wait; a fetch continues for the others.</param>
    /// <returns>The value; <see cref="FlagValue.Null"/> when the flag is unknown.</returns>
    /// <inheritdoc cref="GetFlagsAsync" path="/exception"/>
    public ValueTask<FlagValue> GetValueAsync(string name, CancellationToken cancellationToken = default) =>
        ReadAsync(static (flags, name) => flags.GetValue(name), name, cancellationToken);

    /// <summary>Gets a flag's value for the user as a boolean. Numbers do not convert.</summary>
    /// <param name="name">The feature's name.</param>
    /// <param name="defaultValue">The value to return for an unknown flag and for a value that does not convert.</param>
    /// <param name="cancellationToken">Cancels only this caller's wait; a fetch continues for the others.</param>
    /// <returns>The value.</returns>
    /// <inheritdoc cref="GetFlagsAsync" path="/exception"/>
    public ValueTask<bool> GetValueAsync(string name, bool defaultValue, CancellationToken cancellationToken = default) =>
        ReadAsync(static (flags, of) => flags.GetValue(of.name, of.defaultValue), (name, defaultValue), cancellationToken);

    /// <summary>Gets a flag's value for the user as a 32-bit integer.</summary>
    /// <inheritdoc cref="GetValueAsync(string, bool, CancellationToken)" path="/param|/returns|/exception"/>
    public ValueTask<int> GetValueAsync(string name, int defaultValue, CancellationToken cancellationToken = default) =>
        ReadAsync(static (flags, of) => flags.GetValue(of.name, of.defaultValue), (name, defaultValue), cancellationToken);

    /// <summary>Gets a flag's value for the user as a 64-bit integer.</summary>
    /// <inheritdoc cref="GetValueAsync(string, bool, CancellationToken)" path="/param|/returns|/exception"/>
    public ValueTask<long> GetValueAsync(string name, long defaultValue, CancellationToken cancellationToken = default) =>
        ReadAsync(static (flags, of) => flags.GetValue(of.name, of.defaultValue), (name, defaultValue), cancellationToken);

    /// <summary>Gets a flag's value for the user as a number.</summary>
    /// <inheritdoc cref="GetValueAsync(string, bool, CancellationToken)" path="/param|/returns|/exception"/>
    public ValueTask<double> GetValueAsync(string name, double defaultValue, CancellationToken cancellationToken = default) =>
        ReadAsync(static (flags, of) => flags.GetValue(of.name, of.defaultValue), (name, defaultValue), cancellationToken);

    /// <summary>Gets a flag's value for the user as a string: numbers as invariant text, booleans as <c>true</c> or <c>false</c>.</summary>
    /// <inheritdoc cref="GetValueAsync(string, bool, CancellationToken)" path="/param|/returns|/exception"/>
    public ValueTask<string> GetValueAsync(string name, string defaultValue, CancellationToken cancellationToken = default) =>
        ReadAsync(static (flags, of) => flags.GetValue(of.name, of.defaultValue), (name, defaultValue), cancellationToken);

    /// <summary>Gets a flag's value for the user as a number of another type, <see cref="TimeSpan"/>, <see cref="Guid"/> or another type that parses from text.</summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <inheritdoc cref="GetValueAsync(string, bool, CancellationToken)" path="/param|/returns|/exception"/>
    public ValueTask<T> GetValueAsync<T>(string name, T defaultValue, CancellationToken cancellationToken = default)
        where T : struct, ISpanParsable<T> =>
        ReadAsync(static (flags, of) => flags.GetValue<T>(of.name, of.defaultValue), (name, defaultValue), cancellationToken);

    /// <summary>Gets a flag's value for the user as a type that parses from text, or <see langword="null"/>.</summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <inheritdoc cref="GetValueAsync(string, bool, CancellationToken)" path="/param|/returns|/exception"/>
    public ValueTask<T?> GetValueAsync<T>(string name, T? defaultValue, CancellationToken cancellationToken = default)
        where T : struct, ISpanParsable<T> =>
        ReadAsync(static (flags, of) => flags.GetValue<T>(of.name, of.defaultValue), (name, defaultValue), cancellationToken);

    /// <summary>Gets a flag's value for the user as an absolute URI.</summary>
    /// <inheritdoc cref="GetValueAsync(string, bool, CancellationToken)" path="/param|/returns|/exception"/>
    public ValueTask<Uri?> GetValueAsync(string name, Uri? defaultValue, CancellationToken cancellationToken = default) =>
        ReadAsync(static (flags, of) => flags.GetValue(of.name, of.defaultValue), (name, defaultValue), cancellationToken);

    /// <summary>Gets a flag's value for the user by its key.</summary>
    /// <typeparam name="T">The value's type.</typeparam>
    /// <param name="key">The flag's key.</param>
    /// <param name="cancellationToken">Cancels only this caller's wait; a fetch continues for the others.</param>
    /// <returns>The value; the key's default when the flag is unknown or its value does not convert.</returns>
    /// <inheritdoc cref="GetFlagsAsync" path="/exception"/>
    public ValueTask<T> GetValueAsync<T>(FlagKey<T> key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        return ReadAsync(static (flags, key) => flags.GetValue(key), key, cancellationToken);
    }

    /// <summary>Returns the type's name: nothing of the user is shown.</summary>
    /// <returns>The name.</returns>
    public override string ToString() => nameof(IdentityFlags);

    // The lambdas are static and cached: a read of a cached user allocates nothing.
    private ValueTask<TResult> ReadAsync<TArgument, TResult>(Func<IIdentityFlagSnapshot, TArgument, TResult> read, TArgument argument, CancellationToken cancellationToken)
    {
        var flags = GetFlagsAsync(cancellationToken);
        return flags.IsCompletedSuccessfully ? new ValueTask<TResult>(read(flags.Result, argument)) : AwaitAsync(flags, read, argument);

        static async ValueTask<TResult> AwaitAsync(ValueTask<IIdentityFlagSnapshot> flags, Func<IIdentityFlagSnapshot, TArgument, TResult> read, TArgument argument) =>
            read(await flags.ConfigureAwait(false), argument);
    }
}
