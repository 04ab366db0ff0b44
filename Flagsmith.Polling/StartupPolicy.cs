namespace Flagsmith.Polling;

/// <summary>Tells what the host's start does about the first load of the flags.</summary>
public enum StartupPolicy
{
    /// <summary>Waits up to <see cref="FlagsmithPollingOptions.StartupTimeout"/>, then goes on with the defaults. The load goes on in the background.</summary>
    ContinueWithDefaults,

    /// <summary>Waits up to <see cref="FlagsmithPollingOptions.StartupTimeout"/>; without an answer the host does not start.</summary>
    FailHost,

    /// <summary>Does not wait. The load goes on in the background.</summary>
    DoNotWait,
}
