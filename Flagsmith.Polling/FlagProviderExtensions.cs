namespace Flagsmith.Polling;

/// <summary>Notifications of changes of single flags, based on <see cref="IFlagProvider.OnChange"/>.</summary>
public static class FlagProviderExtensions
{
    /// <summary>Calls back when a flag changed in any way: it was added or removed, or its state, value or metadata changed.</summary>
    /// <param name="provider">The provider.</param>
    /// <param name="name">The feature's name, compared ordinally.</param>
    /// <param name="listener">Receives the flag before and after. Runs as <see cref="IFlagProvider.OnChange"/> describes.</param>
    /// <returns>The subscription; dispose it to end the notifications.</returns>
    /// <exception cref="ArgumentException">The name is <see langword="null"/> or empty.</exception>
    /// <exception cref="ArgumentNullException">Another argument is <see langword="null"/>.</exception>
    public static IDisposable OnFlagChange(this IFlagProvider provider, string name, Action<FlagChange> listener)
    {
        ArgumentNullException.ThrowIfNull(provider);
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(listener);
        return provider.OnChange(change =>
        {
            foreach (var flag in change.Changes)
            {
                if (string.Equals(flag.Name, name, StringComparison.Ordinal))
                {
                    listener(flag);
                }
            }
        });
    }

    /// <summary>Calls back when a flag changed in any way: it was added or removed, or its state, value or metadata changed.</summary>
    /// <param name="provider">The provider.</param>
    /// <param name="key">The flag's key.</param>
    /// <param name="listener">Receives the flag before and after. Runs as <see cref="IFlagProvider.OnChange"/> describes.</param>
    /// <returns>The subscription; dispose it to end the notifications.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static IDisposable OnFlagChange(this IFlagProvider provider, FlagKey key, Action<FlagChange> listener)
    {
        ArgumentNullException.ThrowIfNull(key);
        return provider.OnFlagChange(key.Name, listener);
    }

    /// <summary>Calls back with the old and the new value when the value that a key reads has changed.</summary>
    /// <typeparam name="T">The value's type; compared with its default comparer.</typeparam>
    /// <param name="provider">The provider.</param>
    /// <param name="key">The flag's key.</param>
    /// <param name="listener">Receives the old and the new value. Runs as <see cref="IFlagProvider.OnChange"/> describes.</param>
    /// <returns>The subscription; dispose it to end the notifications.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static IDisposable OnValueChange<T>(this IFlagProvider provider, FlagKey<T> key, Action<T, T> listener)
    {
        ArgumentNullException.ThrowIfNull(key);
        return provider.OnValueChange(flags => flags.GetValue(key), listener);
    }

    /// <summary>Calls back with the old and the new value when the result of a read has changed.</summary>
    /// <typeparam name="T">The result; compared with its default comparer.</typeparam>
    /// <param name="provider">The provider.</param>
    /// <param name="read">Reads the value, for example <c>flags => flags.GetValue("max_items", 10)</c>. Called for the snapshot before and the one after.</param>
    /// <param name="listener">Receives the old and the new value. Runs as <see cref="IFlagProvider.OnChange"/> describes.</param>
    /// <returns>The subscription; dispose it to end the notifications.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static IDisposable OnValueChange<T>(this IFlagProvider provider, Func<IFlagSnapshot, T> read, Action<T, T> listener)
    {
        ArgumentNullException.ThrowIfNull(provider);
        ArgumentNullException.ThrowIfNull(read);
        ArgumentNullException.ThrowIfNull(listener);
        return provider.OnChange(change =>
        {
            var before = read(change.Previous);
            var now = read(change.Current);
            if (!EqualityComparer<T>.Default.Equals(before, now))
            {
                listener(before, now);
            }
        });
    }
}
