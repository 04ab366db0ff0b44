namespace Flagsmith.Polling.Snapshots;

/// <summary>What few flags say beyond their reason. Immutable.</summary>
/// <param name="Reason">The reason.</param>
/// <param name="Segment">The segment, where the reason does not name it.</param>
/// <param name="Experiment">The experiment.</param>
internal sealed record FlagDetails(string? Reason, string? Segment, FlagExperiment? Experiment)
{
    private const string SegmentReason = "TARGETING_MATCH; segment=";
    private const string IdentityOverrides = "identity_overrides"; // the reference engine's name for users' own states

    /// <summary>Returns the segment that a reason names; null for another reason.</summary>
    public static string? SegmentIn(string? reason) =>
        reason is not null && reason.StartsWith(SegmentReason, StringComparison.Ordinal) && reason[SegmentReason.Length..] is var segment && segment != IdentityOverrides ? segment : null;

    /// <summary>Shows no text of the server.</summary>
    public override string ToString() => nameof(FlagDetails);
}
