namespace Flagsmith.Polling.Keys;

/// <inheritdoc/>
internal sealed class ValueCell<T>(FlagState? flag, bool fits, T value) : ValueCell(flag, fits)
{
    public T Value { get; } = value;
}
