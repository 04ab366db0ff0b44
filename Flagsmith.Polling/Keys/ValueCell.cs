namespace Flagsmith.Polling.Keys;

/// <summary>What one key reads in one snapshot, parsed already.</summary>
/// <param name="flag">The flag that it was made of; null for none.</param>
/// <param name="fits">Whether the flag's value is of the key's type.</param>
internal abstract class ValueCell(FlagState? flag, bool fits)
{
    private int _isReported;

    public FlagState? Flag { get; } = flag;

    public bool Fits { get; } = fits;

    /// <summary>Tells, once, that there is a value and that it does not fit.</summary>
    public bool TakeMisfit() => !Fits && Flag is { Value.IsNull: false } && Interlocked.Exchange(ref _isReported, 1) == 0;
}
