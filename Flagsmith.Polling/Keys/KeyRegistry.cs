namespace Flagsmith.Polling.Keys;

/// <summary>Gives each key of the process a place in the snapshots: one for a name, one for a name and type. Places are never given back.</summary>
/// <remarks>Thread-safe. Bounded: keys beyond the bound have no place and read by name.</remarks>
internal static class KeyRegistry
{
    public const int MostKeys = 4096;

    /// <summary>The place of a key that got none.</summary>
    public const int None = -1;

    private static readonly Lock Gate = new();
    private static readonly Dictionary<string, int> EnabledPlaces = new(StringComparer.Ordinal);
    private static readonly Dictionary<(string Name, object Kind), int> ValuePlaces = [];
    private static volatile string[] _names = [];
    private static volatile IValueSlot[] _values = [];
    private static volatile bool _isFull;

    /// <summary>Gets whether a key has got no place.</summary>
    public static bool IsFull => _isFull;

    /// <summary>Gets the names of the keys that read "enabled", by place.</summary>
    public static string[] Names => _names;

    /// <summary>Gets the keys that read values, by place.</summary>
    public static IValueSlot[] Values => _values;

    public static int PlaceOf(string name)
    {
        lock (Gate)
        {
            if (EnabledPlaces.TryGetValue(name, out var place))
            {
                return place;
            }

            if (!HasRoom())
            {
                return None;
            }

            EnabledPlaces[name] = place = _names.Length;
            _names = [.. _names, name];
            return place;
        }
    }

    /// <param name="slot">What reads the value.</param>
    /// <param name="kind">What sets it apart from others of that name: its type, or its JSON contract.</param>
    public static int PlaceOf(IValueSlot slot, object kind)
    {
        lock (Gate)
        {
            if (ValuePlaces.TryGetValue((slot.Name, kind), out var place))
            {
                return place;
            }

            if (!HasRoom())
            {
                return None;
            }

            ValuePlaces[(slot.Name, kind)] = place = _values.Length;
            _values = [.. _values, slot];
            return place;
        }
    }

    private static bool HasRoom()
    {
        _isFull |= EnabledPlaces.Count + ValuePlaces.Count >= MostKeys;
        return EnabledPlaces.Count + ValuePlaces.Count < MostKeys;
    }
}
