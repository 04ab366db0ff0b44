using System.Diagnostics.CodeAnalysis;
using Flagsmith.Polling.Snapshots;

namespace Flagsmith.Polling;

/// <summary>All flags of an environment at one moment.</summary>
/// <remarks>
/// <para>
/// Instances never change and are thread-safe; a poll replaces the whole snapshot. Take one snapshot for one unit of work and read
/// all flags from it, so that two flags read together come from the same response. Injected in a scope, it is the snapshot that was
/// current when the scope first resolved it; resolving it from the root provider throws.
/// </para>
/// <para>No read throws, locks, waits or allocates. Names are compared ordinally, case-sensitively.</para>
/// </remarks>
public interface IFlagSnapshot
{
    /// <summary>Gets the number of the publication. It increases by one with each publication whose content differs; 0 is for the defaults at startup.</summary>
    long Version { get; }

    /// <summary>Gets where the flags come from.</summary>
    FlagSource Source { get; }

    /// <summary>Gets when the response arrived; <see langword="null"/> for defaults. Responses without a change advance the provider's <see cref="FlagProviderStatus.LastConfirmedAt"/> instead.</summary>
    DateTimeOffset? FetchedAt { get; }

    /// <summary>Gets all flags, in the order in which the server listed them when the set of names last changed. Read-only; not a copy.</summary>
    /// <remarks>A loop by index allocates nothing; <see langword="foreach"/> and LINQ may allocate one enumerator, as with every list behind an interface.</remarks>
    IReadOnlyList<FlagState> Flags { get; }

    /// <summary>Gets a flag.</summary>
    /// <param name="name">The feature's name.</param>
    /// <returns>The flag; <see langword="null"/> when it is unknown.</returns>
    FlagState? GetFlag(string name);

    /// <summary>Determines whether a flag is known, on or off. Servers omit flags that are hidden from the key.</summary>
    /// <param name="name">The feature's name.</param>
    /// <returns>Whether the snapshot holds the flag.</returns>
    bool HasFeature(string name);

    /// <summary>Determines whether a flag is on.</summary>
    /// <param name="name">The feature's name.</param>
    /// <param name="defaultValue">The value to return for an unknown flag.</param>
    /// <returns>Whether the flag is on; <paramref name="defaultValue"/> when it is unknown.</returns>
    bool IsEnabled(string name, bool defaultValue = false);

    /// <summary>Gets a flag's value as the server sent it, whether the flag is on or off.</summary>
    /// <param name="name">The feature's name.</param>
    /// <returns>The value; <see cref="FlagValue.Null"/> when the flag is unknown.</returns>
    FlagValue GetValue(string name);

    /// <summary>Gets a flag's value as a boolean. Numbers do not convert.</summary>
    /// <param name="name">The feature's name.</param>
    /// <param name="defaultValue">The value to return for an unknown flag and for a value that does not convert.</param>
    /// <returns>The value.</returns>
    bool GetValue(string name, bool defaultValue);

    /// <summary>Gets a flag's value as a 32-bit integer.</summary>
    /// <param name="name">The feature's name.</param>
    /// <param name="defaultValue">The value to return for an unknown flag and for a value that does not convert.</param>
    /// <returns>The value.</returns>
    int GetValue(string name, int defaultValue);

    /// <summary>Gets a flag's value as a 64-bit integer.</summary>
    /// <param name="name">The feature's name.</param>
    /// <param name="defaultValue">The value to return for an unknown flag and for a value that does not convert.</param>
    /// <returns>The value.</returns>
    long GetValue(string name, long defaultValue);

    /// <summary>Gets a flag's value as a number.</summary>
    /// <param name="name">The feature's name.</param>
    /// <param name="defaultValue">The value to return for an unknown flag and for a value that does not convert.</param>
    /// <returns>The value.</returns>
    double GetValue(string name, double defaultValue);

    // These are members, though rarely used: beside members for int, long and double an extension would never be chosen, and 1f would read as a double.

    /// <summary>Gets a flag's value as a signed 8-bit integer. The default implementation serves custom implementations.</summary>
    /// <param name="name">The feature's name.</param>
    /// <param name="defaultValue">The value to return for an unknown flag and for a value that does not convert.</param>
    /// <returns>The value.</returns>
    sbyte GetValue(string name, sbyte defaultValue) => NumberConversions.TryGetInteger(GetValue(name), out sbyte value) ? value : defaultValue;

    /// <summary>Gets a flag's value as an unsigned 8-bit integer. The default implementation serves custom implementations.</summary>
    /// <param name="name">The feature's name.</param>
    /// <param name="defaultValue">The value to return for an unknown flag and for a value that does not convert.</param>
    /// <returns>The value.</returns>
    byte GetValue(string name, byte defaultValue) => NumberConversions.TryGetInteger(GetValue(name), out byte value) ? value : defaultValue;

    /// <summary>Gets a flag's value as a 16-bit integer. The default implementation serves custom implementations.</summary>
    /// <param name="name">The feature's name.</param>
    /// <param name="defaultValue">The value to return for an unknown flag and for a value that does not convert.</param>
    /// <returns>The value.</returns>
    short GetValue(string name, short defaultValue) => NumberConversions.TryGetInteger(GetValue(name), out short value) ? value : defaultValue;

    /// <summary>Gets a flag's value as an unsigned 16-bit integer. The default implementation serves custom implementations.</summary>
    /// <param name="name">The feature's name.</param>
    /// <param name="defaultValue">The value to return for an unknown flag and for a value that does not convert.</param>
    /// <returns>The value.</returns>
    ushort GetValue(string name, ushort defaultValue) => NumberConversions.TryGetInteger(GetValue(name), out ushort value) ? value : defaultValue;

    /// <summary>Gets a flag's value as an unsigned 32-bit integer. The default implementation serves custom implementations.</summary>
    /// <param name="name">The feature's name.</param>
    /// <param name="defaultValue">The value to return for an unknown flag and for a value that does not convert.</param>
    /// <returns>The value.</returns>
    uint GetValue(string name, uint defaultValue) => NumberConversions.TryGetInteger(GetValue(name), out uint value) ? value : defaultValue;

    /// <summary>Gets a flag's value as an unsigned 64-bit integer. The default implementation serves custom implementations.</summary>
    /// <param name="name">The feature's name.</param>
    /// <param name="defaultValue">The value to return for an unknown flag and for a value that does not convert.</param>
    /// <returns>The value.</returns>
    ulong GetValue(string name, ulong defaultValue) => NumberConversions.TryGetInteger(GetValue(name), out ulong value) ? value : defaultValue;

    /// <summary>Gets a flag's value as a number of single precision. The default implementation serves custom implementations.</summary>
    /// <param name="name">The feature's name.</param>
    /// <param name="defaultValue">The value to return for an unknown flag and for a value that does not convert.</param>
    /// <returns>The value.</returns>
    float GetValue(string name, float defaultValue) => NumberConversions.TryGetFloat(GetValue(name), out float value) ? value : defaultValue;

    /// <summary>Gets a flag's value as a string: numbers as invariant text, booleans as <c>true</c> or <c>false</c>.</summary>
    /// <param name="name">The feature's name.</param>
    /// <param name="defaultValue">The value to return for an unknown flag and for a flag without value.</param>
    /// <returns>The value. A number's text is created at its first read and kept.</returns>
    [return: NotNullIfNotNull(nameof(defaultValue))]
    string? GetValue(string name, string? defaultValue);

    /// <summary>Determines whether a flag is on: the fastest read. The default implementation serves custom implementations, such as test doubles.</summary>
    /// <param name="key">The flag's key.</param>
    /// <returns>Whether the flag is on; the key's default when it is unknown.</returns>
    bool IsEnabled(FlagKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return IsEnabled(key.Name, key.DefaultEnabled);
    }
}
