namespace Flagsmith.Polling.Wire;

/// <summary>What the members of one feature on the wire said, before it is known whether a new object is needed for it.</summary>
internal struct FeatureFields
{
    public long Id;
    public string? Name;
    public string? Type;
    public string? Description;
    public DateTimeOffset? CreatedDate;
    public string? InitialValue;
    public bool? DefaultEnabled;
    public long? ProjectId;

    public readonly bool Equals(FeatureInfo feature) =>
        Id == feature.Id
        && string.Equals(Name, feature.Name, StringComparison.Ordinal)
        && string.Equals(Type ?? "STANDARD", feature.Type, StringComparison.Ordinal)
        && string.Equals(Description, feature.Description, StringComparison.Ordinal)
        && CreatedDate == feature.CreatedDate
        && string.Equals(InitialValue, feature.InitialValue, StringComparison.Ordinal)
        && DefaultEnabled == feature.DefaultEnabled
        && ProjectId == feature.ProjectId;

    public readonly FeatureInfo ToFeature() => new()
    {
        Id = Id,
        Name = Name!,
        Type = Type ?? "STANDARD",
        Description = Description,
        CreatedDate = CreatedDate,
        InitialValue = InitialValue,
        DefaultEnabled = DefaultEnabled,
        ProjectId = ProjectId,
    };
}
