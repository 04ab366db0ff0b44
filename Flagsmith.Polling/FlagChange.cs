namespace Flagsmith.Polling;

/// <summary>How one flag changed from one snapshot to another.</summary>
public readonly record struct FlagChange
{
    /// <summary>Gets the feature's name.</summary>
    public required string Name { get; init; }

    /// <summary>Gets in what the flag changed.</summary>
    public required FlagChangeKinds Kinds { get; init; }

    /// <summary>Gets the flag as it was; <see langword="null"/> when it is new.</summary>
    public FlagState? Previous { get; init; }

    /// <summary>Gets the flag as it is; <see langword="null"/> when it is gone.</summary>
    public FlagState? Current { get; init; }
}
