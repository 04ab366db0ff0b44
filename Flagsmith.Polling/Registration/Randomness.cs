namespace Flagsmith.Polling.Registration;

/// <summary>Where jitter comes from.</summary>
/// <param name="Next">Gives numbers from 0 (inclusive) to 1 (exclusive); called from any thread.</param>
internal sealed record Randomness(Func<double> Next);
