namespace Flagsmith.Polling;

/// <summary>Notices about single flags, made of <see cref="IFlagProvider.OnChange"/>.</summary>
public static class FlagProviderExtensions
{
    /// <summary>Calls back when a flag changed in any way: it came, it went, enabled, value or details changed.</summary>
    /// <param name="provider">The provider.</param>
    /// <param name="name">The feature's name, compared ordinally.</param>
    /// <param name="listener">Gets the flag before and after. Runs as <see cref="IFlagProvider.OnChange"/> says.</param>
    /// <returns>The subscription; dispose it to end the notices.</returns>
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

    /// <summary>Calls back with the old and the new value when what is read of the flags has changed.</summary>
    /// <typeparam name="T">What is read; compared with its default comparer.</typeparam>
    /// <param name="provider">The provider.</param>
    /// <param name="read">Reads the value, for example <c>flags => flags.GetValue("max_items", 10)</c>. Called for the snapshot before and the one after.</param>
    /// <param name="listener">Gets the old and the new value. Runs as <see cref="IFlagProvider.OnChange"/> says.</param>
    /// <returns>The subscription; dispose it to end the notices.</returns>
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
