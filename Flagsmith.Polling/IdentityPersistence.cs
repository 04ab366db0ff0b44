namespace Flagsmith.Polling;

/// <summary>Specifies what reading a user's flags may store at Flagsmith. Setting a trait always stores it.</summary>
public enum IdentityPersistence
{
    /// <summary>The user becomes known to Flagsmith, so that the dashboard can target it; traits passed along count for the read and are not stored.</summary>
    Identity,

    /// <summary>Nothing is stored: for anonymous traffic. Data already stored for a known user still applies.</summary>
    None,

    /// <summary>The user becomes known, and traits passed along are stored.</summary>
    IdentityAndTraits,
}
