using Flagsmith.Polling.Snapshots;

namespace Flagsmith.Polling;

/// <summary>Builds snapshots in code, for tests and for applications that supply their own flags.</summary>
/// <remarks>Not thread-safe. Can still be used after <see cref="Build"/>; snapshots already built stay as they are.</remarks>
public sealed class FlagSnapshotBuilder
{
    private readonly OrderedDictionary<string, FlagState> _flags = new(StringComparer.Ordinal);

    /// <summary>Starts without flags.</summary>
    public FlagSnapshotBuilder()
    {
    }

    /// <summary>Starts with the flags of a snapshot.</summary>
    /// <param name="source">The snapshot to take the flags of.</param>
    /// <exception cref="ArgumentNullException"><paramref name="source"/> is <see langword="null"/>.</exception>
    public FlagSnapshotBuilder(IFlagSnapshot source)
    {
        ArgumentNullException.ThrowIfNull(source);
        foreach (var flag in source.Flags)
        {
            Set(flag);
        }
    }

    /// <summary>Adds a flag, or replaces the one of that name.</summary>
    /// <param name="name">The feature's name.</param>
    /// <param name="enabled">Whether the flag is on.</param>
    /// <param name="value">The value; none by default.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException"><paramref name="name"/> is <see langword="null"/> or empty.</exception>
    public FlagSnapshotBuilder Set(string name, bool enabled, FlagValue value = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return Set(new FlagState { Enabled = enabled, Value = value, Feature = new FeatureInfo { Name = name } });
    }

    /// <summary>Adds a flag with all its details, or replaces the one of that name.</summary>
    /// <param name="flag">The flag.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="flag"/> is <see langword="null"/>.</exception>
    public FlagSnapshotBuilder Set(FlagState flag)
    {
        ArgumentNullException.ThrowIfNull(flag);
        _flags[flag.Feature.Name] = flag;
        return this;
    }

    /// <summary>Removes a flag; an unknown name has no effect.</summary>
    /// <param name="name">The feature's name.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="name"/> is <see langword="null"/>.</exception>
    public FlagSnapshotBuilder Remove(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        _flags.Remove(name);
        return this;
    }

    /// <summary>Makes the snapshot.</summary>
    /// <param name="version">The version; 1 by default.</param>
    /// <param name="source">The source to report for the flags; the API by default.</param>
    /// <param name="fetchedAt">The arrival time to report for the response; unknown by default.</param>
    /// <returns>The snapshot.</returns>
    public IFlagSnapshot Build(long version = 1, FlagSource source = FlagSource.Api, DateTimeOffset? fetchedAt = null) =>
        FlagSnapshotAssembly.Assemble([.. _flags.Values], version, source, fetchedAt);

    /// <summary>Makes a snapshot of one user.</summary>
    /// <param name="traits">The user's traits.</param>
    /// <param name="isFallback">Whether the flags are said to be the environment's, in place of the user's.</param>
    /// <returns>The snapshot, of version 1.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="traits"/> is <see langword="null"/>.</exception>
    public IIdentityFlagSnapshot BuildForIdentity(IReadOnlyDictionary<string, TraitValue> traits, bool isFallback = false)
    {
        ArgumentNullException.ThrowIfNull(traits);
        var source = isFallback ? FlagSource.EnvironmentFallback : FlagSource.Api;
        var flags = FlagSnapshotAssembly.Assemble([.. _flags.Values], version: 1, source, fetchedAt: null).Base;
        return new IdentityFlagSnapshot(FlagOverlay.Same(flags), TraitSet.Of(traits), version: 1, source, fetchedAt: null, isFallback);
    }
}
