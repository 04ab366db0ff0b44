namespace Flagsmith.Polling;

/// <summary>Whether and where the last good flags are kept on disk, for a start during an outage.</summary>
/// <remarks>Not thread-safe while it is set up.</remarks>
public sealed class LastKnownGoodOptions
{
    /// <summary>
    /// Gets or sets the path of the file; <see langword="null"/>, the default, keeps none. A fingerprint of <see cref="FlagsmithPollingOptions.ApiUrl"/>,
    /// <see cref="FlagsmithPollingOptions.EnvironmentKey"/> and the environment's name is added to the file's name, so that environments never share a file. Needs a restart.
    /// </summary>
    public string? Path { get; set; }

    /// <summary>
    /// Gets or sets how old a file may be to be used, counted from the last response that confirmed its flags. 7 days by default; 1 minute to 365 days.
    /// The time in the file is at most a tenth of this and of <see cref="FlagsmithPollingOptions.MaxStaleness"/> behind (or 5 seconds or the time between two polls, if that is longer), at most
    /// an hour, and exact once the host has stopped.
    /// </summary>
    public TimeSpan MaxAge { get; set; } = TimeSpan.FromDays(7);
}
