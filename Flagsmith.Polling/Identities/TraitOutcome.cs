namespace Flagsmith.Polling.Identities;

/// <summary>What a response says about the traits that were sent to be stored.</summary>
internal enum TraitOutcome
{
    /// <summary>They are stored, as far as a response can say so.</summary>
    Stored,

    /// <summary>At least one is not.</summary>
    NotStored,

    /// <summary>All are stored or none is: only another read can say which.</summary>
    Unclear,
}
