namespace Flagsmith.Polling;

/// <summary>Specifies what the host's start does about the first load of the flags.</summary>
public enum StartupPolicy
{
    /// <summary>Waits up to <see cref="FlagsmithPollingOptions.StartupTimeout"/>, then continues with the defaults. Loading continues in the background.</summary>
    ContinueWithDefaults,

    /// <summary>Waits up to <see cref="FlagsmithPollingOptions.StartupTimeout"/>; without a response the host does not start.</summary>
    FailHost,

    /// <summary>Does not wait. Loading continues in the background.</summary>
    DoNotWait,
}
