namespace Flagsmith.Polling.Wire;

/// <summary>What the members of one flag on the wire said, before it is known whether a new object is needed for it.</summary>
internal struct FlagFields
{
    public FeatureInfo Feature;
    public bool Enabled;
    public FlagValue Value;
    public long? Id;
    public bool HasId;
    public long? EnvironmentId;
    public string? Variant;
    public string? Reason;
    public bool IsIdentityOverride;

    public readonly bool Equals(FlagState state) =>
        Enabled == state.Enabled
        && Id == state.Id
        && Value == state.Value
        && EnvironmentId == state.EnvironmentId
        && IsIdentityOverride == state.IsIdentityOverride
        && string.Equals(Variant, state.Variant, StringComparison.Ordinal)
        && string.Equals(Reason, state.Reason, StringComparison.Ordinal)
        && ReferenceEquals(Feature, state.Feature);

    public readonly FlagState ToState() => new()
    {
        Id = Id,
        Enabled = Enabled,
        Value = Value,
        EnvironmentId = EnvironmentId,
        Feature = Feature,
        Variant = Variant,
        Reason = Reason,
        IsIdentityOverride = IsIdentityOverride,
    };
}
