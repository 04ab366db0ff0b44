using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Flagsmith.Polling.Snapshots;

/// <summary>The one snapshot class: a catalog, and a flag for each of its indexes.</summary>
[DebuggerDisplay("version {Version} from {Source}: {_states.Length} flags")]
internal sealed class FlagSnapshot : IFlagSnapshot
{
    private readonly FlagState[] _states;

    /// <summary>Takes ownership of <paramref name="states"/>, which nobody may write any more.</summary>
    public FlagSnapshot(FlagCatalog catalog, FlagState[] states, long version, FlagSource source, DateTimeOffset? fetchedAt)
    {
        Debug.Assert(states.Length == catalog.Count, "one flag for each name");
        _states = states;
        Catalog = catalog;
        Base = new FlagBase(catalog, states);
        Version = version;
        Source = source;
        FetchedAt = fetchedAt;
        Flags = Array.AsReadOnly(states);
    }

    public long Version { get; }

    public FlagSource Source { get; }

    public DateTimeOffset? FetchedAt { get; }

    public IReadOnlyList<FlagState> Flags { get; }

    internal FlagCatalog Catalog { get; }

    /// <summary>Gets what users' snapshots share of this one.</summary>
    internal FlagBase Base { get; }

    public FlagState? GetFlag(string name) => Catalog.Names.TryGetIndex(name, out var index) ? _states[index] : null;

    public bool HasFeature(string name) => Catalog.Names.TryGetIndex(name, out _);

    public bool IsEnabled(string name, bool defaultValue = false) =>
        Catalog.Names.TryGetIndex(name, out var index) ? _states[index].Enabled : defaultValue;

    public FlagValue GetValue(string name) =>
        Catalog.Names.TryGetIndex(name, out var index) ? _states[index].Value : FlagValue.Null;

    public bool GetValue(string name, bool defaultValue) =>
        FlagConversions.TryGet(GetValue(name), out bool value) ? value : defaultValue;

    public int GetValue(string name, int defaultValue) =>
        FlagConversions.TryGet(GetValue(name), out int value) ? value : defaultValue;

    public long GetValue(string name, long defaultValue) =>
        FlagConversions.TryGet(GetValue(name), out long value) ? value : defaultValue;

    public double GetValue(string name, double defaultValue) =>
        FlagConversions.TryGet(GetValue(name), out double value) ? value : defaultValue;

    [return: NotNullIfNotNull(nameof(defaultValue))]
    public string? GetValue(string name, string? defaultValue)
    {
        if (!Catalog.Names.TryGetIndex(name, out var index) || _states[index] is not { Value.IsNull: false } flag)
        {
            return defaultValue;
        }

        return flag.Value.Text ?? flag.Derived.GetText(flag.Value);
    }

    /// <summary>Tells whether both hold the same flags in the same states, whatever their version, source and time.</summary>
    internal bool HasSameContent(FlagSnapshot other) =>
        ReferenceEquals(Catalog, other.Catalog) && _states.AsSpan().SequenceEqual(other._states);
}
