using System.Text.Json.Serialization.Metadata;
using Flagsmith.Polling.Keys;
using Flagsmith.Polling.Snapshots;

namespace Flagsmith.Polling;

/// <summary>Represents a flag's name, type and default, declared once and used to read the flag's value: parsed once per value, then an array access.</summary>
/// <typeparam name="T">What the value is read as.</typeparam>
/// <remarks>
/// Declare it once, <see langword="static"/> <see langword="readonly"/>. Immutable and thread-safe; good for all environments and hosts of the
/// process. Up to 4,096 keys of different names and types are that fast; beyond them a key reads by name. A value that does not fit the type
/// results in the default and is logged when it is published, once per value.
/// </remarks>
public sealed class FlagKey<T>
{
    private readonly TryConvert<T> _convert;

    /// <summary>Declares a key.</summary>
    /// <param name="name">The feature's name, compared ordinally.</param>
    /// <param name="defaultValue">What a read gives for an unknown flag and for a value that does not convert.</param>
    /// <exception cref="ArgumentException"><paramref name="name"/> is <see langword="null"/> or empty.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is none of <see cref="bool"/>, <see cref="string"/>, .NET's types of numbers, <see cref="Guid"/>, <see cref="DateTimeOffset"/>, <see cref="DateTime"/>, <see cref="DateOnly"/>, <see cref="TimeOnly"/>, <see cref="TimeSpan"/>, <see cref="Uri"/> and enums, nor a nullable form of one of these.</exception>
    public FlagKey(string name, T defaultValue)
        : this(name, defaultValue, ConversionTable.Find<T>() ?? throw Unsupported(), typeof(T))
    {
    }

    /// <summary>Declares a key for a value that is JSON text. Every read returns the same object, so do not modify it.</summary>
    /// <param name="name">The feature's name, compared ordinally.</param>
    /// <param name="defaultValue">What a read gives for an unknown flag and for a value that is not such JSON.</param>
    /// <param name="type">The contract of <typeparamref name="T"/>, from a source-generated context.</param>
    /// <exception cref="ArgumentException"><paramref name="name"/> is <see langword="null"/> or empty.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="type"/> is <see langword="null"/>.</exception>
    public FlagKey(string name, T defaultValue, JsonTypeInfo<T> type)
        : this(name, defaultValue, FromJson(type), type)
    {
    }

    private FlagKey(string name, T defaultValue, TryConvert<T> convert, object kind)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Name = name;
        DefaultValue = defaultValue;
        _convert = convert;
        (Slot, NameSlot) = KeyRegistry.SlotOf(new ValueSlot<T>(name, convert), kind);
    }

    /// <summary>Gets the feature's name.</summary>
    public string Name { get; }

    /// <summary>Gets the value that a read returns for an unknown flag and for a value that does not convert.</summary>
    public T DefaultValue { get; }

    /// <summary>Gets the key's slot in the snapshots' arrays, or -1.</summary>
    internal int Slot { get; }

    /// <summary>Gets the slot of the key's name, or -1.</summary>
    internal int NameSlot { get; }

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>Reads by name, from any snapshot.</summary>
    internal T ReadByName(IFlagSnapshot snapshot) => Read(snapshot.GetFlag(Name));

    /// <summary>Reads a flag, and keeps what parsing gave with the flag.</summary>
    internal T Read(FlagState? flag)
    {
        if (flag is null)
        {
            return DefaultValue;
        }

        return flag.Derived.GetCell(this, flag) is { Fits: true } cell ? cell.Value : DefaultValue;
    }

    /// <summary>Parses a flag's value.</summary>
    internal ValueCell<T> MakeCell(FlagState flag) =>
        _convert(flag.Value, out var value) ? new ValueCell<T>(flag, fits: true, value) : new ValueCell<T>(flag, fits: false, default!);

    private static TryConvert<T> FromJson(JsonTypeInfo<T> type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return (FlagValue value, out T result) =>
        {
            var isJson = value.TryGetJson(type, out var parsed);
            result = parsed!;
            return isJson;
        };
    }

    private static NotSupportedException Unsupported() => new(
        $"A key cannot read {typeof(T).Name}. It reads bool, string, all types of numbers, Guid, DateTimeOffset, DateTime, DateOnly, TimeOnly, TimeSpan, Uri, enums and the nullable ones of these; give a JsonTypeInfo for anything else.");
}
