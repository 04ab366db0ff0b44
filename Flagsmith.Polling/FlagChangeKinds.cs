namespace Flagsmith.Polling;

/// <summary>Specifies what changed in a flag from one snapshot to another.</summary>
[Flags]
public enum FlagChangeKinds
{
    /// <summary>Nothing changed.</summary>
    None = 0,

    /// <summary>The flag is new.</summary>
    Added = 1,

    /// <summary>The flag was removed.</summary>
    Removed = 2,

    /// <summary>The flag was switched on or off.</summary>
    EnabledChanged = 4,

    /// <summary>The value changed.</summary>
    ValueChanged = 8,

    /// <summary>Something else changed: an id, a description, a type …</summary>
    MetadataChanged = 16,
}
