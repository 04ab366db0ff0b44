namespace Flagsmith.Polling.Keys;

/// <summary>Gives each key of the process a slot in the snapshots: one for a name, one for a name and type. Slots are never given back.</summary>
/// <remarks>Thread-safe. Bounded: keys beyond the bound have no slot and read by name.</remarks>
internal static class KeyRegistry
{
    public const int MaxKeys = 4096;

    /// <summary>The slot of a key that got none.</summary>
    public const int None = -1;

    private static readonly Lock Gate = new();
    private static readonly Dictionary<string, int> NameSlots = new(StringComparer.Ordinal);
    private static readonly HashSet<string> EnabledKeys = new(StringComparer.Ordinal);
    private static readonly Dictionary<(string Name, object Kind), int> ValueSlots = [];
    private static volatile string[] _names = [];
    private static volatile IValueSlot[] _values = [];
    private static volatile bool _isFull;

    /// <summary>Gets whether a key has got no slot.</summary>
    public static bool IsFull => _isFull;

    /// <summary>Gets the names of all keys, by slot.</summary>
    public static string[] Names => _names;

    /// <summary>Gets the keys that read values, by slot.</summary>
    public static IValueSlot[] Values => _values;

    /// <summary>Returns the slot of the name of a key that reads "enabled".</summary>
    public static int SlotOf(string name)
    {
        lock (Gate)
        {
            if (!EnabledKeys.Contains(name) && !HasRoom())
            {
                return None;
            }

            EnabledKeys.Add(name);
            return SlotOfName(name);
        }
    }

    /// <summary>Returns the slot of a key that reads values, and that of its name.</summary>
    /// <param name="slot">What reads the value.</param>
    /// <param name="kind">What sets it apart from others of that name: its type, or its JSON contract.</param>
    public static (int Slot, int NameSlot) SlotOf(IValueSlot slot, object kind)
    {
        lock (Gate)
        {
            if (!ValueSlots.TryGetValue((slot.Name, kind), out var index))
            {
                if (!HasRoom())
                {
                    return (None, None);
                }

                ValueSlots[(slot.Name, kind)] = index = _values.Length;
                _values = [.. _values, slot];
            }

            return (index, SlotOfName(slot.Name));
        }
    }

    private static int SlotOfName(string name)
    {
        if (!NameSlots.TryGetValue(name, out var index))
        {
            NameSlots[name] = index = _names.Length;
            _names = [.. _names, name];
        }

        return index;
    }

    private static bool HasRoom()
    {
        _isFull |= EnabledKeys.Count + ValueSlots.Count >= MaxKeys;
        return !_isFull;
    }
}
