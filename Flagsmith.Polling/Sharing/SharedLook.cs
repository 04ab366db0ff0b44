using Flagsmith.Polling.Sources;

namespace Flagsmith.Polling.Sharing;

/// <summary>What a look at the shared store says to do next.</summary>
internal abstract record SharedLook
{
    /// <summary>Another host has polled, recently enough.</summary>
    public sealed record Adopt(SharedConfirmation Confirmation, FlagContent Content, TimeSpan Age) : SharedLook;

    /// <summary>This host polls for all.</summary>
    /// <param name="Turn">The turn.</param>
    /// <param name="Stored">What is confirmed.</param>
    /// <param name="IsBodyBroken">Whether this host cannot use the stored body, and writes it anew. Others may be able to.</param>
    public sealed record Poll(SharedTurn Turn, SharedConfirmation Stored, bool IsBodyBroken) : SharedLook;

    /// <summary>This host polls for itself: the store is unavailable, or whoever has the turn takes too long.</summary>
    public sealed record PollAlone : SharedLook;

    /// <summary>Nothing is due. Look again after the pause.</summary>
    public sealed record Later(TimeSpan Pause) : SharedLook;

    /// <summary>The fleet's polls fail, and the next one is not due. Look again after the pause.</summary>
    /// <param name="Attempts">The polls that have failed.</param>
    /// <param name="Pause">When to look again.</param>
    public sealed record Failing(SharedAttempts Attempts, TimeSpan Pause) : SharedLook;
}
