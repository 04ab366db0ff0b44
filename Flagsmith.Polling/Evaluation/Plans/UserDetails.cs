namespace Flagsmith.Polling.Evaluation.Plans;

/// <summary>Represents what few users have.</summary>
/// <param name="Key">A key of the user's own, in place of the one made of environment and identifier.</param>
/// <param name="Overrides">The user's own states.</param>
/// <param name="Wide">The flags decided so far that have more outcomes than a byte can number, by flag.</param>
internal sealed record UserDetails(string? Key, UserOverrides? Overrides, FlagState?[]? Wide)
{
    /// <summary>Shows nothing of the user.</summary>
    public override string ToString() => nameof(UserDetails);
}
