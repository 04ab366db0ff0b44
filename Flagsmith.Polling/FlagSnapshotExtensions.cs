using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization.Metadata;
using Flagsmith.Polling.Local;
using Flagsmith.Polling.Snapshots;

namespace Flagsmith.Polling;

/// <summary>Provides typed reads of a snapshot for types beyond those of <see cref="IFlagSnapshot"/>. None throws because of a flag's value.</summary>
/// <remarks>They are extensions because a generic interface method costs several times as much as a plain one.</remarks>
public static class FlagSnapshotExtensions
{
    /// <summary>Determines whether a flag is known, on or off.</summary>
    /// <param name="snapshot">The snapshot.</param>
    /// <param name="key">The flag's key.</param>
    /// <returns>Whether the snapshot holds the flag.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="snapshot"/> or <paramref name="key"/> is <see langword="null"/>.</exception>
    public static bool HasFeature(this IFlagSnapshot snapshot, FlagKey key)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        ArgumentNullException.ThrowIfNull(key);
        return snapshot.HasFeature(key.Name);
    }

    /// <summary>Gets what a typed key reads: parsed when the flags were published, here an array access.</summary>
    /// <typeparam name="T">What the key reads.</typeparam>
    /// <param name="snapshot">The snapshot.</param>
    /// <param name="key">The flag's key.</param>
    /// <returns>The value; the key's default for an unknown flag and for a value that does not convert.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="snapshot"/> or <paramref name="key"/> is <see langword="null"/>.</exception>
    public static T GetValue<T>(this IFlagSnapshot snapshot, FlagKey<T> key)
    {
        ArgumentNullException.ThrowIfNull(key);

        // By the class: a generic interface method costs several times as much as the read.
        return snapshot switch
        {
            FlagSnapshot environment => environment.Read(key),
            IdentityFlagSnapshot user => user.Read(key),
            LocalFlagSnapshot user => user.Read(key),
            null => throw new ArgumentNullException(nameof(snapshot)),
            _ => key.ReadByName(snapshot),
        };
    }

    /// <summary>Gets a flag's value as <see cref="decimal"/>, <see cref="Guid"/>, <see cref="DateTimeOffset"/>, <see cref="DateOnly"/>, <see cref="TimeSpan"/> or another type that parses itself.</summary>
    /// <typeparam name="T">What to read it as. Each type has one accepted form, that of JSON, ISO 8601 or RFC 9562: docs/reading-values.md lists them. An application's own type parses the text, or a number's text, with the invariant culture.</typeparam>
    /// <param name="snapshot">The snapshot.</param>
    /// <param name="name">The feature's name.</param>
    /// <param name="defaultValue">The value to return for an unknown flag and for a value that does not convert.</param>
    /// <returns>The value.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="snapshot"/> is <see langword="null"/>.</exception>
    public static T GetValue<T>(this IFlagSnapshot snapshot, string name, T defaultValue)
        where T : struct, ISpanParsable<T>
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        return ParsableConversion<T>.TryGet(snapshot.GetValue(name), out var value) ? value : defaultValue;
    }

    /// <summary>Gets a flag's value as such a type, with a default that may be <see langword="null"/>.</summary>
    /// <typeparam name="T">What to read it as.</typeparam>
    /// <param name="snapshot">The snapshot.</param>
    /// <param name="name">The feature's name.</param>
    /// <param name="defaultValue">The value to return for an unknown flag and for a value that does not convert.</param>
    /// <returns>The value.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="snapshot"/> is <see langword="null"/>.</exception>
    public static T? GetValue<T>(this IFlagSnapshot snapshot, string name, T? defaultValue)
        where T : struct, ISpanParsable<T>
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        return ParsableConversion<T>.TryGet(snapshot.GetValue(name), out var value) ? value : defaultValue;
    }

    /// <summary>Gets a flag's value as an absolute URI. Parsed once per value.</summary>
    /// <param name="snapshot">The snapshot.</param>
    /// <param name="name">The feature's name.</param>
    /// <param name="defaultValue">The value to return for an unknown flag and for a value that is not an absolute URI.</param>
    /// <returns>The value.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="snapshot"/> is <see langword="null"/>.</exception>
    [return: NotNullIfNotNull(nameof(defaultValue))]
    public static Uri? GetValue(this IFlagSnapshot snapshot, string name, Uri? defaultValue)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        return FindValue(snapshot, name) is { } flag && flag.Derived.GetUri(flag.Value) is { } uri ? uri : defaultValue;
    }

    /// <summary>Gets a flag's value as a defined member of an enum: by number from an integer, by name in any case from text.</summary>
    /// <typeparam name="TEnum">The enum.</typeparam>
    /// <param name="snapshot">The snapshot.</param>
    /// <param name="name">The feature's name.</param>
    /// <param name="defaultValue">The value to return for an unknown flag and for a value that names no member.</param>
    /// <returns>The value.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="snapshot"/> is <see langword="null"/>.</exception>
    public static TEnum GetEnum<TEnum>(this IFlagSnapshot snapshot, string name, TEnum defaultValue)
        where TEnum : struct, Enum
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        return EnumConversion.TryGet(snapshot.GetValue(name), out TEnum value) ? value : defaultValue;
    }

    /// <summary>Gets a flag's value as such a type, with a default that may be <see langword="null"/>.</summary>
    /// <typeparam name="TEnum">The enum.</typeparam>
    /// <param name="snapshot">The snapshot.</param>
    /// <param name="name">The feature's name.</param>
    /// <param name="defaultValue">The value to return for an unknown flag and for a value that names no member.</param>
    /// <returns>The value.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="snapshot"/> is <see langword="null"/>.</exception>
    public static TEnum? GetEnum<TEnum>(this IFlagSnapshot snapshot, string name, TEnum? defaultValue)
        where TEnum : struct, Enum
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        return EnumConversion.TryGet(snapshot.GetValue(name), out TEnum value) ? value : defaultValue;
    }

    /// <summary>Gets a flag's value, a text that holds JSON, as an object. Parsed once per flag value and type; every caller gets the same object, so leave it unchanged.</summary>
    /// <typeparam name="T">What to read it as.</typeparam>
    /// <param name="snapshot">The snapshot.</param>
    /// <param name="name">The feature's name.</param>
    /// <param name="type">The contract of <typeparamref name="T"/>, from a source-generated context.</param>
    /// <param name="defaultValue">The value to return for an unknown flag and for a value that is not such JSON.</param>
    /// <returns>The value.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="snapshot"/> or <paramref name="type"/> is <see langword="null"/>.</exception>
    public static T? GetJson<T>(this IFlagSnapshot snapshot, string name, JsonTypeInfo<T> type, T? defaultValue = default)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        ArgumentNullException.ThrowIfNull(type);
        return FindValue(snapshot, name) is { } flag && flag.Derived.TryGetJson(flag.Value, type, out var value) ? value : defaultValue;
    }

    private static FlagState? FindValue(IFlagSnapshot snapshot, string name) => snapshot switch
    {
        FlagSnapshot environment => environment.FindValue(name),
        IdentityFlagSnapshot user => user.FindValue(name),
        LocalFlagSnapshot user => user.FindValue(name),
        _ => snapshot.GetFlag(name),
    };
}
