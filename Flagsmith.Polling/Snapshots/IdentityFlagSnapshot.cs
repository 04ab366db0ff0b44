using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Flagsmith.Polling.Identities;

namespace Flagsmith.Polling.Snapshots;

/// <summary>One user's flags and traits. What the application sees never changes; how it is stored may, so that old environments can go.</summary>
[DebuggerDisplay("{_overlay.Differences} differences, {Traits.Count} traits")]
internal sealed class IdentityFlagSnapshot : IIdentityFlagSnapshot
{
    private readonly long _fetchedTicks; // of UTC; 0 where unknown
    private volatile FlagOverlay _overlay;
    private volatile bool _isDropped;
    private volatile bool _hasHeldEmpty;
    private long _freshUntil; // negative once it is known to be out of date

    public IdentityFlagSnapshot(FlagOverlay overlay, TraitSet traits, long version, FlagSource source, DateTimeOffset? fetchedAt, bool isFallback = false)
    {
        _overlay = overlay;
        TraitSet = traits;
        Version = version;
        Source = source;
        _fetchedTicks = fetchedAt?.UtcTicks ?? 0;
        IsFallback = isFallback;
    }

    public long Version { get; }

    public FlagSource Source { get; }

    public bool IsFallback { get; }

    public DateTimeOffset? FetchedAt => _fetchedTicks == 0 ? null : new DateTimeOffset(_fetchedTicks, TimeSpan.Zero);

    public IReadOnlyList<FlagState> Flags => Array.AsReadOnly(_overlay.ToArray());

    public IReadOnlyDictionary<string, TraitValue> Traits => TraitSet;

    internal TraitSet TraitSet { get; }

    internal FlagOverlay Overlay => _overlay;

    /// <summary>Gets what was asked for; null for the plain read.</summary>
    internal VariantKey? Variant { get; init; }

    /// <summary>Gets until when the response is fresh by its age, in ticks of the cache's clock.</summary>
    internal long FreshUntil
    {
        get => Math.Abs(Volatile.Read(ref _freshUntil));
        init => _freshUntil = value;
    }

    /// <summary>Gets whether it is known to be out of date: it is served only when fetching fails.</summary>
    internal bool IsOutdated => Volatile.Read(ref _freshUntil) < 0;

    /// <summary>Gets whether the user has any flags.</summary>
    internal bool HasFlags { get; init; } = true;

    /// <summary>Gets or sets whether the last response was held back, as it suddenly had no flags.</summary>
    internal bool HasHeldEmpty
    {
        get => _hasHeldEmpty;
        set => _hasHeldEmpty = value;
    }

    /// <summary>Gets or sets whose flags they are; empty as long as they are not cached.</summary>
    internal string Identifier { get; set; } = "";

    /// <summary>Gets or sets the step of the cache's clock in which they were last read from it.</summary>
    internal long ReadAt { get; set; } = -1;

    /// <summary>Gets whether the cache has let go of them.</summary>
    internal bool IsDropped => _isDropped;

    public FlagState? GetFlag(string name) => _overlay.Find(name);

    public bool HasFeature(string name) => _overlay.Find(name) is not null;

    public bool IsEnabled(string name, bool defaultValue = false) => _overlay.Find(name) is { } flag ? flag.Enabled : defaultValue;

    public bool IsEnabled(FlagKey key) => _overlay.Find(key.Name, key.Place) is { } flag ? flag.Enabled : key.DefaultEnabled;

    public FlagValue GetValue(string name) => _overlay.Find(name) is { } flag ? flag.Value : FlagValue.Null;

    public bool GetValue(string name, bool defaultValue) => FlagConversions.TryGet(GetValue(name), out bool value) ? value : defaultValue;

    public int GetValue(string name, int defaultValue) => FlagConversions.TryGet(GetValue(name), out int value) ? value : defaultValue;

    public long GetValue(string name, long defaultValue) => FlagConversions.TryGet(GetValue(name), out long value) ? value : defaultValue;

    public double GetValue(string name, double defaultValue) => FlagConversions.TryGet(GetValue(name), out double value) ? value : defaultValue;

    [return: NotNullIfNotNull(nameof(defaultValue))]
    public string? GetValue(string name, string? defaultValue) =>
        _overlay.Find(name) is { Value.IsNull: false } flag ? flag.Value.Text ?? flag.Derived.GetText(flag.Value) : defaultValue;

    internal T Read<T>(FlagKey<T> key) => key.Read(_overlay.Find(key.Name, key.NamePlace));

    /// <summary>Stores the same flags with another base. One caller at a time; readers see either, and both say the same.</summary>
    internal void Rebase(RebasePlan plan) => _overlay = _overlay.Rebase(plan);

    internal bool IsFreshAt(long now) => now < Volatile.Read(ref _freshUntil);

    /// <summary>Something has happened at the server that the view does not show. Not undone: a fetch brings another view.</summary>
    internal void MarkOutdated() => Volatile.Write(ref _freshUntil, -FreshUntil);

    /// <summary>The cache lets go of them, for good.</summary>
    internal void Drop() => _isDropped = true;
}
