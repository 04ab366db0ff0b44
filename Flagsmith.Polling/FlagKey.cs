using Flagsmith.Polling.Keys;

namespace Flagsmith.Polling;

/// <summary>Represents a flag's name and default, declared once and used to read whether the flag is on: an array access instead of a lookup by name.</summary>
/// <remarks>
/// Declare it once, <see langword="static"/> <see langword="readonly"/>. Immutable and thread-safe; good for all environments and hosts of the
/// process. Up to 4,096 keys of different names and types are that fast; beyond them a key reads by name.
/// </remarks>
public sealed class FlagKey
{
    /// <summary>Declares a key.</summary>
    /// <param name="name">The feature's name, compared ordinally.</param>
    /// <param name="defaultEnabled">The value that a read returns for an unknown flag.</param>
    /// <exception cref="ArgumentException"><paramref name="name"/> is <see langword="null"/> or empty.</exception>
    public FlagKey(string name, bool defaultEnabled = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Name = name;
        DefaultEnabled = defaultEnabled;
        Slot = KeyRegistry.SlotOf(name);
        SwitchSlot = Slot == KeyRegistry.None ? KeyRegistry.None : (Slot * 2) + (defaultEnabled ? 1 : 0);
    }

    /// <summary>Gets the feature's name.</summary>
    public string Name { get; }

    /// <summary>Gets the value that a read returns for an unknown flag.</summary>
    public bool DefaultEnabled { get; }

    /// <summary>Gets the slot of the key's name, or -1.</summary>
    internal int Slot { get; }

    /// <summary>Gets the slot of the key's name and default in the snapshots' arrays, or -1.</summary>
    internal int SwitchSlot { get; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
