using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Flagsmith.Polling.Evaluation.Plans;
using Flagsmith.Polling.Snapshots;

namespace Flagsmith.Polling.Local;

/// <summary>One user's flags, each evaluated when it is first read. What they are never changes: the environment is the one of the moment the user was asked for.</summary>
[DebuggerDisplay("{Traits.Count} traits")]
internal sealed class LocalFlagSnapshot : IIdentityFlagSnapshot
{
    private readonly LocalEnvironment _local;
    private readonly FlagSnapshot _environment;
    private readonly TraitSet _traits;
    private readonly UserEvaluation _user;

    public LocalFlagSnapshot(LocalEnvironment local, FlagSnapshot environment, UserEvaluation user, TraitSet traits)
    {
        _local = local;
        _environment = environment;
        _user = user;
        _traits = traits;
    }

    public long Version => _environment.Version;

    public FlagSource Source => _environment.Source;

    public bool IsFallback => false;

    public DateTimeOffset? FetchedAt => _environment.FetchedAt;

    public IReadOnlyList<FlagState> Flags => Array.AsReadOnly(_local.All(_user));

    public IReadOnlyDictionary<string, TraitValue> Traits => _traits;

    public FlagState? GetFlag(string name) => _local.Catalog.Names.TryGetIndex(name, out var index) ? _local.Find(_user, index) : null;

    public bool HasFeature(string name) => GetFlag(name) is not null;

    public bool IsEnabled(string name, bool defaultValue = false) => GetFlag(name) is { } flag ? flag.Enabled : defaultValue;

    public bool IsEnabled(FlagKey key) => Find(key.Name, key.Slot) is { } flag ? flag.Enabled : key.DefaultEnabled;

    public FlagValue GetValue(string name) => FindValue(name) is { } flag ? flag.Value : FlagValue.Null;

    public bool GetValue(string name, bool defaultValue) => FlagConversions.TryGet(GetValue(name), out bool value) ? value : defaultValue;

    public int GetValue(string name, int defaultValue) => FlagConversions.TryGet(GetValue(name), out int value) ? value : defaultValue;

    public long GetValue(string name, long defaultValue) => FlagConversions.TryGet(GetValue(name), out long value) ? value : defaultValue;

    public double GetValue(string name, double defaultValue) => FlagConversions.TryGet(GetValue(name), out double value) ? value : defaultValue;

    [return: NotNullIfNotNull(nameof(defaultValue))]
    public string? GetValue(string name, string? defaultValue) =>
        FindValue(name) is { Value.IsNull: false } flag ? flag.Value.Text ?? flag.Derived.GetText(flag.Value) : defaultValue;

    internal T Read<T>(FlagKey<T> key) => key.Read(Find(key.Name, key.NameSlot) ?? DefaultOf(key.Name));

    /// <summary>Finds the flag whose value a read returns: the user's, otherwise the default that stands in for it.</summary>
    internal FlagState? FindValue(string name) => GetFlag(name) ?? DefaultOf(name);

    private FlagState? Find(string name, int slot) => _local.Catalog.IndexOf(name, slot) is var index and >= 0 ? _local.Find(_user, index) : null;

    private FlagState? DefaultOf(string name) => _environment.Base.DefaultValues?.Find(name);
}
