namespace Flagsmith.Polling.Sharing;

/// <summary>The fleet's polls fail, and the next one is not due. Look again after the pause.</summary>
/// <param name="Attempts">The polls that have failed.</param>
/// <param name="Pause">When to look again.</param>
internal sealed record FailingLook(SharedAttempts Attempts, TimeSpan Pause) : SharedLook;
