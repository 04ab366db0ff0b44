namespace Flagsmith.Polling.Keys;

/// <summary>What the keys of one name and type read.</summary>
internal sealed class ValueSlot<T>(string name, TryConvert<T> convert) : IValueSlot
{
    public string Name => name;

    public string TypeName => Nullable.GetUnderlyingType(typeof(T)) is { } underlying ? $"{underlying.Name}?" : typeof(T).Name;

    public ValueCell MakeCell(FlagState? flag) =>
        flag is not null && convert(flag.Value, out var value) ? new ValueCell<T>(flag, fits: true, value) : new ValueCell<T>(flag, fits: false, default!);
}
