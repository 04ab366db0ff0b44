namespace Flagsmith.Polling.Tests.Robustness;

/// <summary>How much the long suites do: all of it where <c>FLAGSMITH_POLLING_FULL</c> is set, as in CI, else a sample.</summary>
internal static class Scale
{
    public static bool IsFull { get; } = Environment.GetEnvironmentVariable("FLAGSMITH_POLLING_FULL") == "1";

    public static int Of(int full, int sample) => IsFull ? full : sample;
}
