namespace Flagsmith.Polling;

/// <summary>Reads of one flag of one user. While the user is cached they complete at once and allocate nothing.</summary>
/// <remarks>The identifier always stands before the default. They throw what <see cref="IIdentityFlagProvider.GetFlagsAsync(string, CancellationToken)"/> throws.</remarks>
public static class IdentityFlagProviderExtensions
{
    /// <summary>Determines whether a user has a flag, on or off.</summary>
    /// <param name="provider">The provider.</param>
    /// <param name="name">The feature's name.</param>
    /// <param name="identifier">The user.</param>
    /// <param name="cancellationToken">Cancels only this caller's wait; a fetch continues for the others.</param>
    /// <returns>Whether the flag is there.</returns>
    public static ValueTask<bool> HasFeatureAsync(
        this IIdentityFlagProvider provider, string name, string identifier, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(provider);
        var user = provider.GetFlagsAsync(identifier, cancellationToken);
        return user.IsCompletedSuccessfully ? new ValueTask<bool>(user.Result.HasFeature(name)) : AwaitAsync(user, name);

        static async ValueTask<bool> AwaitAsync(ValueTask<IIdentityFlagSnapshot> user, string name) =>
            (await user.ConfigureAwait(false)).HasFeature(name);
    }

    /// <summary>Determines whether a flag is on for a user.</summary>
    /// <param name="provider">The provider.</param>
    /// <param name="name">The feature's name.</param>
    /// <param name="identifier">The user.</param>
    /// <param name="cancellationToken">Cancels only this caller's wait; a fetch continues for the others.</param>
    /// <returns>Whether it is on; <see langword="false"/> for an unknown flag.</returns>
    public static ValueTask<bool> IsEnabledAsync(
        this IIdentityFlagProvider provider, string name, string identifier, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(provider);
        var user = provider.GetFlagsAsync(identifier, cancellationToken);
        return user.IsCompletedSuccessfully ? new ValueTask<bool>(user.Result.IsEnabled(name)) : AwaitAsync(user, name);

        static async ValueTask<bool> AwaitAsync(ValueTask<IIdentityFlagSnapshot> user, string name) =>
            (await user.ConfigureAwait(false)).IsEnabled(name);
    }

    /// <summary>Gets a flag's value for a user, whether the flag is on or off.</summary>
    /// <param name="provider">The provider.</param>
    /// <param name="name">The feature's name.</param>
    /// <param name="identifier">The user.</param>
    /// <param name="cancellationToken">Cancels only this caller's wait; a fetch continues for the others.</param>
    /// <returns>The value; <see cref="FlagValue.Null"/> for an unknown flag.</returns>
    public static ValueTask<FlagValue> GetValueAsync(
        this IIdentityFlagProvider provider, string name, string identifier, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(provider);
        var user = provider.GetFlagsAsync(identifier, cancellationToken);
        return user.IsCompletedSuccessfully ? new ValueTask<FlagValue>(user.Result.GetValue(name)) : AwaitAsync(user, name);

        static async ValueTask<FlagValue> AwaitAsync(ValueTask<IIdentityFlagSnapshot> user, string name) =>
            (await user.ConfigureAwait(false)).GetValue(name);
    }

    /// <summary>Gets a flag's value for a user as a boolean.</summary>
    /// <param name="provider">The provider.</param>
    /// <param name="name">The feature's name.</param>
    /// <param name="identifier">The user.</param>
    /// <param name="defaultValue">The value to return for an unknown flag and for a value that does not convert.</param>
    /// <param name="cancellationToken">Cancels only this caller's wait; a fetch continues for the others.</param>
    /// <returns>The value.</returns>
    public static ValueTask<bool> GetValueAsync(
        this IIdentityFlagProvider provider, string name, string identifier, bool defaultValue, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(provider);
        var user = provider.GetFlagsAsync(identifier, cancellationToken);
        return user.IsCompletedSuccessfully ? new ValueTask<bool>(user.Result.GetValue(name, defaultValue)) : AwaitAsync(user, name, defaultValue);

        static async ValueTask<bool> AwaitAsync(ValueTask<IIdentityFlagSnapshot> user, string name, bool defaultValue) =>
            (await user.ConfigureAwait(false)).GetValue(name, defaultValue);
    }

    /// <summary>Gets a flag's value for a user as a whole number of 32 bits.</summary>
    /// <param name="provider">The provider.</param>
    /// <param name="name">The feature's name.</param>
    /// <param name="identifier">The user.</param>
    /// <param name="defaultValue">The value to return for an unknown flag and for a value that does not convert.</param>
    /// <param name="cancellationToken">Cancels only this caller's wait; a fetch continues for the others.</param>
    /// <returns>The value.</returns>
    public static ValueTask<int> GetValueAsync(
        this IIdentityFlagProvider provider, string name, string identifier, int defaultValue, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(provider);
        var user = provider.GetFlagsAsync(identifier, cancellationToken);
        return user.IsCompletedSuccessfully ? new ValueTask<int>(user.Result.GetValue(name, defaultValue)) : AwaitAsync(user, name, defaultValue);

        static async ValueTask<int> AwaitAsync(ValueTask<IIdentityFlagSnapshot> user, string name, int defaultValue) =>
            (await user.ConfigureAwait(false)).GetValue(name, defaultValue);
    }

    /// <summary>Gets a flag's value for a user as a whole number of 64 bits.</summary>
    /// <param name="provider">The provider.</param>
    /// <param name="name">The feature's name.</param>
    /// <param name="identifier">The user.</param>
    /// <param name="defaultValue">The value to return for an unknown flag and for a value that does not convert.</param>
    /// <param name="cancellationToken">Cancels only this caller's wait; a fetch continues for the others.</param>
    /// <returns>The value.</returns>
    public static ValueTask<long> GetValueAsync(
        this IIdentityFlagProvider provider, string name, string identifier, long defaultValue, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(provider);
        var user = provider.GetFlagsAsync(identifier, cancellationToken);
        return user.IsCompletedSuccessfully ? new ValueTask<long>(user.Result.GetValue(name, defaultValue)) : AwaitAsync(user, name, defaultValue);

        static async ValueTask<long> AwaitAsync(ValueTask<IIdentityFlagSnapshot> user, string name, long defaultValue) =>
            (await user.ConfigureAwait(false)).GetValue(name, defaultValue);
    }

    /// <summary>Gets a flag's value for a user as a number.</summary>
    /// <param name="provider">The provider.</param>
    /// <param name="name">The feature's name.</param>
    /// <param name="identifier">The user.</param>
    /// <param name="defaultValue">The value to return for an unknown flag and for a value that does not convert.</param>
    /// <param name="cancellationToken">Cancels only this caller's wait; a fetch continues for the others.</param>
    /// <returns>The value.</returns>
    public static ValueTask<double> GetValueAsync(
        this IIdentityFlagProvider provider, string name, string identifier, double defaultValue, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(provider);
        var user = provider.GetFlagsAsync(identifier, cancellationToken);
        return user.IsCompletedSuccessfully ? new ValueTask<double>(user.Result.GetValue(name, defaultValue)) : AwaitAsync(user, name, defaultValue);

        static async ValueTask<double> AwaitAsync(ValueTask<IIdentityFlagSnapshot> user, string name, double defaultValue) =>
            (await user.ConfigureAwait(false)).GetValue(name, defaultValue);
    }

    /// <summary>Gets a flag's value for a user as text.</summary>
    /// <param name="provider">The provider.</param>
    /// <param name="name">The feature's name.</param>
    /// <param name="identifier">The user.</param>
    /// <param name="defaultValue">The value to return for an unknown flag and for a value that does not convert.</param>
    /// <param name="cancellationToken">Cancels only this caller's wait; a fetch continues for the others.</param>
    /// <returns>The value.</returns>
    public static ValueTask<string> GetValueAsync(
        this IIdentityFlagProvider provider, string name, string identifier, string defaultValue, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(provider);
        var user = provider.GetFlagsAsync(identifier, cancellationToken);
        return user.IsCompletedSuccessfully ? new ValueTask<string>(user.Result.GetValue(name, defaultValue)) : AwaitAsync(user, name, defaultValue);

        static async ValueTask<string> AwaitAsync(ValueTask<IIdentityFlagSnapshot> user, string name, string defaultValue) =>
            (await user.ConfigureAwait(false)).GetValue(name, defaultValue);
    }

    /// <summary>Gets a flag's value for a user as <see cref="float"/>, <see cref="decimal"/>, <see cref="Guid"/>, <see cref="DateTimeOffset"/>, <see cref="TimeSpan"/> or another type that parses itself.</summary>
    /// <typeparam name="T">What to read it as; docs/reading-values.md lists the accepted forms.</typeparam>
    /// <param name="provider">The provider.</param>
    /// <param name="name">The feature's name.</param>
    /// <param name="identifier">The user.</param>
    /// <param name="defaultValue">The value to return for an unknown flag and for a value that does not convert.</param>
    /// <param name="cancellationToken">Cancels only this caller's wait; a fetch continues for the others.</param>
    /// <returns>The value.</returns>
    public static ValueTask<T> GetValueAsync<T>(
        this IIdentityFlagProvider provider, string name, string identifier, T defaultValue, CancellationToken cancellationToken = default)
        where T : struct, ISpanParsable<T>
    {
        ArgumentNullException.ThrowIfNull(provider);
        var user = provider.GetFlagsAsync(identifier, cancellationToken);
        return user.IsCompletedSuccessfully ? new ValueTask<T>(user.Result.GetValue<T>(name, defaultValue)) : AwaitAsync(user, name, defaultValue);

        static async ValueTask<T> AwaitAsync(ValueTask<IIdentityFlagSnapshot> user, string name, T defaultValue) =>
            (await user.ConfigureAwait(false)).GetValue<T>(name, defaultValue);
    }

    /// <summary>The same with a default that may be <see langword="null"/>.</summary>
    /// <typeparam name="T">What to read it as; docs/reading-values.md lists the accepted forms.</typeparam>
    /// <param name="provider">The provider.</param>
    /// <param name="name">The feature's name.</param>
    /// <param name="identifier">The user.</param>
    /// <param name="defaultValue">The value to return for an unknown flag and for a value that does not convert.</param>
    /// <param name="cancellationToken">Cancels only this caller's wait; a fetch continues for the others.</param>
    /// <returns>The value.</returns>
    public static ValueTask<T?> GetValueAsync<T>(
        this IIdentityFlagProvider provider, string name, string identifier, T? defaultValue, CancellationToken cancellationToken = default)
        where T : struct, ISpanParsable<T>
    {
        ArgumentNullException.ThrowIfNull(provider);
        var user = provider.GetFlagsAsync(identifier, cancellationToken);
        return user.IsCompletedSuccessfully ? new ValueTask<T?>(user.Result.GetValue<T>(name, defaultValue)) : AwaitAsync(user, name, defaultValue);

        static async ValueTask<T?> AwaitAsync(ValueTask<IIdentityFlagSnapshot> user, string name, T? defaultValue) =>
            (await user.ConfigureAwait(false)).GetValue<T>(name, defaultValue);
    }

    /// <summary>Gets a flag's value for a user as an absolute URI.</summary>
    /// <param name="provider">The provider.</param>
    /// <param name="name">The feature's name.</param>
    /// <param name="identifier">The user.</param>
    /// <param name="defaultValue">The value to return for an unknown flag and for a value that does not convert.</param>
    /// <param name="cancellationToken">Cancels only this caller's wait; a fetch continues for the others.</param>
    /// <returns>The value.</returns>
    public static ValueTask<Uri?> GetValueAsync(
        this IIdentityFlagProvider provider, string name, string identifier, Uri? defaultValue, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(provider);
        var user = provider.GetFlagsAsync(identifier, cancellationToken);
        return user.IsCompletedSuccessfully ? new ValueTask<Uri?>(user.Result.GetValue(name, defaultValue)) : AwaitAsync(user, name, defaultValue);

        static async ValueTask<Uri?> AwaitAsync(ValueTask<IIdentityFlagSnapshot> user, string name, Uri? defaultValue) =>
            (await user.ConfigureAwait(false)).GetValue(name, defaultValue);
    }

    /// <summary>Determines whether a flag is on for a user.</summary>
    /// <param name="provider">The provider.</param>
    /// <param name="key">The flag's key.</param>
    /// <param name="identifier">The user.</param>
    /// <param name="cancellationToken">Cancels only this caller's wait; a fetch continues for the others.</param>
    /// <returns>What the key reads; its default for an unknown flag.</returns>
    public static ValueTask<bool> IsEnabledAsync(
        this IIdentityFlagProvider provider, FlagKey key, string identifier, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(provider);
        ArgumentNullException.ThrowIfNull(key);
        var user = provider.GetFlagsAsync(identifier, cancellationToken);
        return user.IsCompletedSuccessfully ? new ValueTask<bool>(user.Result.IsEnabled(key)) : AwaitAsync(user, key);

        static async ValueTask<bool> AwaitAsync(ValueTask<IIdentityFlagSnapshot> user, FlagKey key) =>
            (await user.ConfigureAwait(false)).IsEnabled(key);
    }

    /// <summary>Gets what a typed key reads for a user.</summary>
    /// <typeparam name="T">What the key reads.</typeparam>
    /// <param name="provider">The provider.</param>
    /// <param name="key">The flag's key.</param>
    /// <param name="identifier">The user.</param>
    /// <param name="cancellationToken">Cancels only this caller's wait; a fetch continues for the others.</param>
    /// <returns>What the key reads; its default for an unknown flag.</returns>
    public static ValueTask<T> GetValueAsync<T>(
        this IIdentityFlagProvider provider, FlagKey<T> key, string identifier, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(provider);
        ArgumentNullException.ThrowIfNull(key);
        var user = provider.GetFlagsAsync(identifier, cancellationToken);
        return user.IsCompletedSuccessfully ? new ValueTask<T>(user.Result.GetValue(key)) : AwaitAsync(user, key);

        static async ValueTask<T> AwaitAsync(ValueTask<IIdentityFlagSnapshot> user, FlagKey<T> key) =>
            (await user.ConfigureAwait(false)).GetValue(key);
    }
}
