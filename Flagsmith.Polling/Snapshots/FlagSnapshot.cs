using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Flagsmith.Polling.Keys;

namespace Flagsmith.Polling.Snapshots;

/// <summary>The one snapshot class: a catalog, and a flag for each of its indexes.</summary>
[DebuggerDisplay("version {Version} from {Source}: {_states.Length} flags")]
internal sealed class FlagSnapshot : IFlagSnapshot
{
    private readonly FlagState[] _states;

    // By the slots of keys. A key that was declared after the publication finds its slot missing, and puts it into a longer array.
    private bool[] _enabled; // what a read returns, its default included: each name has a slot for either default
    private ValueCell?[] _cells;

    /// <summary>Takes ownership of <paramref name="states"/>, which nobody may write any more.</summary>
    /// <remarks>What keys read of flags that are the same in <paramref name="previous"/> is taken over and not parsed again.</remarks>
    public FlagSnapshot(
        FlagCatalog catalog, FlagState[] states, long version, FlagSource source, DateTimeOffset? fetchedAt, FlagSnapshot? previous = null, DefaultValues? defaultValues = null, IUserEvaluator? users = null)
    {
        Debug.Assert(states.Length == catalog.Count, "one flag for each name");
        _states = states;
        Catalog = catalog;
        Base = new FlagBase(catalog, states) { IsEnvironment = source.IsConfirmed(), DefaultValues = defaultValues };
        Version = version;
        Source = source;
        FetchedAt = fetchedAt;
        Users = users;
        Flags = Array.AsReadOnly(states);
        _enabled = FillEnabled(KeyRegistry.Names);
        _cells = FillCells(KeyRegistry.Values, previous);
    }

    public long Version { get; }

    public FlagSource Source { get; }

    public DateTimeOffset? FetchedAt { get; }

    public IReadOnlyList<FlagState> Flags { get; }

    internal FlagCatalog Catalog { get; }

    /// <summary>Gets what evaluates users in memory; null where their flags are fetched.</summary>
    internal IUserEvaluator? Users { get; }

    /// <summary>Gets what users' snapshots share of this one.</summary>
    internal FlagBase Base { get; }

    public FlagState? GetFlag(string name) => Catalog.Names.TryGetIndex(name, out var index) ? _states[index] : null;

    public bool HasFeature(string name) => Catalog.Names.TryGetIndex(name, out _);

    public bool IsEnabled(string name, bool defaultValue = false) =>
        Catalog.Names.TryGetIndex(name, out var index) ? _states[index].Enabled : defaultValue;

    public bool IsEnabled(FlagKey key)
    {
        var enabled = _enabled;
        var slot = key.SwitchSlot;
        return (uint)slot < (uint)enabled.Length ? enabled[slot] : IsEnabledFirst(key);
    }

    public FlagValue GetValue(string name) =>
        Catalog.Names.TryGetIndex(name, out var index) ? _states[index].Value : Base.DefaultValues?.Find(name)?.Value ?? FlagValue.Null;

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
        if (FindValue(name) is not { Value.IsNull: false } flag)
        {
            return defaultValue;
        }

        return flag.Value.Text ?? flag.Derived.GetText(flag.Value);
    }

    /// <summary>Finds the flag whose value a read returns: the one of that name, otherwise the default that stands in for it.</summary>
    internal FlagState? FindValue(string name) => GetFlag(name) ?? Base.DefaultValues?.Find(name);

    /// <summary>Determines whether both hold the same flags in the same states, whatever their version, source and time.</summary>
    internal bool HasSameContent(FlagSnapshot other) =>
        ReferenceEquals(Catalog, other.Catalog) && ReferenceEquals(Base.DefaultValues, other.Base.DefaultValues) && ReferenceEquals(Users, other.Users) && _states.AsSpan().SequenceEqual(other._states);

    /// <summary>Makes the next snapshot with the same flags and other default values.</summary>
    internal FlagSnapshot With(DefaultValues? defaultValues) => new(Catalog, _states, Version + 1, Source, FetchedAt, this, defaultValues, Users);

    /// <summary>Reads a typed key: the cell at its slot.</summary>
    internal T Read<T>(FlagKey<T> key)
    {
        var cells = _cells;
        var slot = key.Slot;
        if ((uint)slot < (uint)cells.Length && cells[slot] is { } cell)
        {
            // Safe: one slot belongs to one name and type. A checked cast would cost as much as the rest of the read.
            var typed = Unsafe.As<ValueCell<T>>(cell);
            return typed.Fits ? typed.Value : key.DefaultValue;
        }

        return ReadFirst(key);
    }

    /// <summary>Returns the flags whose values do not fit a key, each once.</summary>
    internal IEnumerable<(string Name, string TypeName)> TakeMisfits()
    {
        var slots = KeyRegistry.Values;
        var cells = Volatile.Read(ref _cells);
        for (var slot = 0; slot < cells.Length; slot++)
        {
            if (cells[slot] is { } cell && cell.TakeMisfit())
            {
                yield return (slots[slot].Name, slots[slot].TypeName);
            }
        }
    }

    private bool[] FillEnabled(string[] names)
    {
        var enabled = new bool[names.Length * 2];
        for (var slot = 0; slot < names.Length; slot++)
        {
            var index = Catalog.IndexOf(names[slot], slot);
            enabled[slot * 2] = index >= 0 && _states[index].Enabled;
            enabled[(slot * 2) + 1] = index < 0 || _states[index].Enabled;
        }

        return enabled;
    }

    private ValueCell?[] FillCells(IValueSlot[] slots, FlagSnapshot? previous)
    {
        var cells = new ValueCell?[slots.Length];
        var old = previous is null ? [] : Volatile.Read(ref previous._cells);
        for (var slot = 0; slot < slots.Length; slot++)
        {
            var flag = FindValue(slots[slot].Name);
            cells[slot] = slot < old.Length && old[slot] is { } cell && ReferenceEquals(cell.Flag, flag) ? cell : slots[slot].MakeCell(flag);
        }

        return cells;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool IsEnabledFirst(FlagKey key)
    {
        if (key.Slot == KeyRegistry.None)
        {
            return IsEnabled(key.Name, key.DefaultEnabled);
        }

        var enabled = FillEnabled(KeyRegistry.Names);
        Volatile.Write(ref _enabled, enabled); // of two threads either array will do: the read of a key that it lacks fills it again
        return enabled[key.SwitchSlot];
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private T ReadFirst<T>(FlagKey<T> key)
    {
        if (key.Slot == KeyRegistry.None)
        {
            return key.Read(FindValue(key.Name));
        }

        var cell = KeyRegistry.Values[key.Slot].MakeCell(FindValue(key.Name));
        while (true)
        {
            var before = Volatile.Read(ref _cells);
            var after = new ValueCell?[Math.Max(before.Length, key.Slot + 1)];
            before.CopyTo(after, 0);
            after[key.Slot] = cell;
            if (Interlocked.CompareExchange(ref _cells, after, before) == before)
            {
                return cell.Fits ? Unsafe.As<ValueCell<T>>(cell).Value : key.DefaultValue;
            }
        }
    }
}
