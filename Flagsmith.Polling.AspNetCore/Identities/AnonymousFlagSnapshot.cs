using System.Collections.ObjectModel;
using System.Diagnostics.CodeAnalysis;

namespace Flagsmith.Polling.AspNetCore.Identities;

/// <summary>The flags of a request without a user: the environment's, and no traits.</summary>
internal sealed class AnonymousFlagSnapshot(IFlagSnapshot environment) : IIdentityFlagSnapshot
{
    public IReadOnlyDictionary<string, TraitValue> Traits => ReadOnlyDictionary<string, TraitValue>.Empty;

    public bool IsFallback => false;

    public long Version => environment.Version;

    public FlagSource Source => environment.Source;

    public DateTimeOffset? FetchedAt => environment.FetchedAt;

    public IReadOnlyList<FlagState> Flags => environment.Flags;

    public FlagState? GetFlag(string name) => environment.GetFlag(name);

    public bool HasFeature(string name) => environment.HasFeature(name);

    public bool IsEnabled(string name, bool defaultValue = false) => environment.IsEnabled(name, defaultValue);

    public bool IsEnabled(FlagKey key) => environment.IsEnabled(key);

    public FlagValue GetValue(string name) => environment.GetValue(name);

    public bool GetValue(string name, bool defaultValue) => environment.GetValue(name, defaultValue);

    public int GetValue(string name, int defaultValue) => environment.GetValue(name, defaultValue);

    public long GetValue(string name, long defaultValue) => environment.GetValue(name, defaultValue);

    public double GetValue(string name, double defaultValue) => environment.GetValue(name, defaultValue);

    [return: NotNullIfNotNull(nameof(defaultValue))]
    public string? GetValue(string name, string? defaultValue) => environment.GetValue(name, defaultValue);
}
