namespace Flagsmith.Polling;

/// <summary>Specifies which segments apply where flags are evaluated without a user.</summary>
public enum SegmentsWithoutIdentity
{
    /// <summary>Segments none of whose conditions reads a trait or the identity: those on other flags and on the environment.</summary>
    IdentityIndependent,

    /// <summary>All segments, as in Flagsmith's reference engine: traits are not set, so <c>IS_NOT_SET</c> and <c>NONE</c> rules over traits match.</summary>
    All,

    /// <summary>No segment, as in SDKs before flags could depend on flags.</summary>
    None,
}
