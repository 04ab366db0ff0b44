namespace Flagsmith.Polling.Tests.Faults;

/// <summary>What a user gets while what decides about the user's flags is faulty: the user's own response, or in local evaluation the environment document.</summary>
/// <param name="IsFallback">Whether the environment's flags stand in.</param>
/// <param name="Flags">How many flags there are.</param>
/// <param name="First">The value of the first flag, which is overridden for the user; none where the flag is missing.</param>
/// <param name="Second">The value of the second flag.</param>
/// <param name="State">The state of the environment.</param>
/// <param name="Logged">The warning; none where nothing is to be said.</param>
/// <param name="Outcome">How the request ended.</param>
internal sealed record UserExpectation(bool IsFallback, int Flags, string First, string Second, FlagProviderState State, string Logged, string Outcome);
