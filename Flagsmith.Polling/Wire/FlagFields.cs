namespace Flagsmith.Polling.Wire;

/// <summary>What the members of one flag on the wire said, before it is known whether a new object is needed for it.</summary>
internal struct FlagFields
{
    public FeatureInfo? Feature;
    public bool? Enabled;
    public FlagValue? Value; // null when it is broken
    public long? Id;
    public bool HidesId;
    public long? EnvironmentId;
    public string? Variant;
    public string? Reason;
    public bool IsIdentityOverride;
    public FlagExperiment? Experiment;

    /// <summary>Gets whether the members that are needed were there.</summary>
    public readonly bool IsWhole => Feature is not null && Enabled is not null;

    /// <summary>Gets whether the value is a string that is not valid text. It reads as no value; the flag itself stays.</summary>
    public readonly bool HasBrokenValue => Value is null;

    /// <summary>Returns the flag: the known one where it is the same.</summary>
    public readonly FlagState ToState(FlagState? known) => known is not null && Equals(known) ? known : new FlagState
    {
        Id = Id,
        Enabled = Enabled ?? false,
        Value = Value ?? FlagValue.Null,
        EnvironmentId = EnvironmentId,
        Feature = Feature!,
        Variant = Variant,
        Reason = Reason,
        IsIdentityOverride = IsIdentityOverride,
        Experiment = Experiment,
    };

    private readonly bool Equals(FlagState state) =>
        ReferenceEquals(Feature, state.Feature)
        && Enabled == state.Enabled
        && Id == state.Id
        && (Value ?? FlagValue.Null) == state.Value
        && EnvironmentId == state.EnvironmentId
        && IsIdentityOverride == state.IsIdentityOverride
        && string.Equals(Variant, state.Variant, StringComparison.Ordinal)
        && string.Equals(Reason, state.Reason, StringComparison.Ordinal)
        && Experiment == state.Experiment;
}
