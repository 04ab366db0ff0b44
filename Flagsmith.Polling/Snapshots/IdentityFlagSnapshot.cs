using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Flagsmith.Polling.Snapshots;

/// <summary>One user's flags and traits. Immutable: after a change of the environment another one takes its place.</summary>
[DebuggerDisplay("{Overlay.Differences} differences, {Traits.Count} traits")]
internal sealed class IdentityFlagSnapshot : IIdentityFlagSnapshot
{
    private readonly long _fetchedTicks; // of UTC; 0 where unknown

    public IdentityFlagSnapshot(FlagOverlay overlay, TraitSet traits, long version, FlagSource source, DateTimeOffset? fetchedAt, bool isFallback = false)
    {
        Overlay = overlay;
        TraitSet = traits;
        Version = version;
        Source = source;
        _fetchedTicks = fetchedAt?.UtcTicks ?? 0;
        IsFallback = isFallback;
    }

    private IdentityFlagSnapshot(FlagOverlay overlay, IdentityFlagSnapshot user, long version)
    {
        Overlay = overlay;
        TraitSet = user.TraitSet;
        Version = version;
        Source = user.Source;
        _fetchedTicks = user._fetchedTicks;
        IsFallback = user.IsFallback;
    }

    public long Version { get; }

    public FlagSource Source { get; }

    public bool IsFallback { get; }

    public DateTimeOffset? FetchedAt => _fetchedTicks == 0 ? null : new DateTimeOffset(_fetchedTicks, TimeSpan.Zero);

    public IReadOnlyList<FlagState> Flags => Array.AsReadOnly(Overlay.ToArray());

    public IReadOnlyDictionary<string, TraitValue> Traits => TraitSet;

    internal TraitSet TraitSet { get; }

    internal FlagOverlay Overlay { get; }

    public FlagState? GetFlag(string name) => Overlay.Find(name);

    public bool HasFeature(string name) => Overlay.Find(name) is not null;

    public bool IsEnabled(string name, bool defaultValue = false) => Overlay.Find(name) is { } flag ? flag.Enabled : defaultValue;

    public bool IsEnabled(FlagKey key) => Overlay.Find(key.Name, key.Slot) is { } flag ? flag.Enabled : key.DefaultEnabled;

    public FlagValue GetValue(string name) => FindValue(name) is { } flag ? flag.Value : FlagValue.Null;

    public bool GetValue(string name, bool defaultValue) => FlagConversions.TryGet(GetValue(name), out bool value) ? value : defaultValue;

    public int GetValue(string name, int defaultValue) => FlagConversions.TryGet(GetValue(name), out int value) ? value : defaultValue;

    public long GetValue(string name, long defaultValue) => FlagConversions.TryGet(GetValue(name), out long value) ? value : defaultValue;

    public double GetValue(string name, double defaultValue) => FlagConversions.TryGet(GetValue(name), out double value) ? value : defaultValue;

    [return: NotNullIfNotNull(nameof(defaultValue))]
    public string? GetValue(string name, string? defaultValue) =>
        FindValue(name) is { Value.IsNull: false } flag ? flag.Value.Text ?? flag.Derived.GetText(flag.Value) : defaultValue;

    internal T Read<T>(FlagKey<T> key) => key.Read(Overlay.Find(key.Name, key.NameSlot) ?? DefaultOf(key.Name));

    /// <summary>Finds the flag whose value a read returns: the user's, otherwise the default that stands in for it.</summary>
    internal FlagState? FindValue(string name) => Overlay.Find(name) ?? DefaultOf(name);

    /// <summary>Returns what the user has after the environment has changed.</summary>
    /// <param name="to">The environment's flags now.</param>
    /// <param name="version">The environment's version.</param>
    /// <param name="pool">Keeps what many users get of it once.</param>
    internal IdentityFlagSnapshot Follow(FlagBase to, long version, FlagStatePool pool) => new(Overlay.Follow(to, pool), this, version);

    private FlagState? DefaultOf(string name) => Overlay.Base.DefaultValues?.Find(name);
}
