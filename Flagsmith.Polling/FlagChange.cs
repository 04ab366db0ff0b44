namespace Flagsmith.Polling;

/// <summary>How one flag changed from one snapshot to another.</summary>
public readonly record struct FlagChange
{
    /// <summary>Gets the feature's name.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the kinds of change.</summary>
    public required FlagChangeKinds Kinds { get; init; }

    /// <summary>Gets the flag as it was; <see langword="null"/> when it is new.</summary>
    public FlagState? Previous { get; init; }

    /// <summary>Gets the flag after the change; <see langword="null"/> if it was removed.</summary>
    public FlagState? Current { get; init; }
}
