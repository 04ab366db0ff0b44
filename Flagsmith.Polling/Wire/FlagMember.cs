namespace Flagsmith.Polling.Wire;

/// <summary>The members of the responses' objects that are read.</summary>
internal enum FlagMember
{
    Unknown,
    Id,
    Name,
    Type,
    Reason,
    Enabled,
    Feature,
    Variant,
    Project,
    Identity,
    Metadata,
    Description,
    Environment,
    CreatedDate,
    InitialValue,
    DefaultEnabled,
    Value,
}
