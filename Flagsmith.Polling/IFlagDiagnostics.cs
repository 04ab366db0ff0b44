namespace Flagsmith.Polling;

/// <summary>Shows how one environment has been doing: its last polls, its cached users, and how a flag comes about. For dashboards and tools.</summary>
/// <remarks>A singleton, safe for any number of threads; additional environments are keyed services by their name. Holds no key, no identifier and no trait.</remarks>
public interface IFlagDiagnostics
{
    /// <summary>Gets how the environment's flags and users are obtained.</summary>
    FlagsmithMode Mode { get; }

    /// <summary>Gets the last polls, at most 100, oldest first. Empty where nothing polls.</summary>
    IReadOnlyList<FlagPollRecord> RecentPolls { get; }

    /// <summary>Gets the figures of the cache of users; <see langword="null"/> where users are not fetched: <see cref="FlagsmithMode.LocalEvaluation"/>, offline, replaced.</summary>
    IdentityCacheFigures? Identities { get; }

    /// <summary>Gets whether <see cref="Explain"/> can explain flags: after the first environment document of <see cref="FlagsmithMode.LocalEvaluation"/>.</summary>
    bool CanExplain { get; }

    /// <summary>Explains how a flag comes about, condition by condition.</summary>
    /// <param name="flag">The feature's name.</param>
    /// <param name="identity">The user, with all traits that matter; <see langword="null"/> for the environment's own flag.</param>
    /// <returns>The explanation; <see langword="null"/> where the environment has no such flag.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="flag"/> is <see langword="null"/>.</exception>
    /// <exception cref="InvalidOperationException"><see cref="CanExplain"/> is <see langword="false"/>: Flagsmith does not send the rules behind a remote environment's flags.</exception>
    FlagExplanation? Explain(string flag, FlagIdentity? identity = null);
}
