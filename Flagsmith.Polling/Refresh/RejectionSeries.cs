namespace Flagsmith.Polling.Refresh;

/// <summary>Rejections (401, 403, 404) of polls without anything else between them.</summary>
/// <param name="Count">How many there are; 0 when the last poll was not rejected.</param>
/// <param name="Length">The time from the first to the last.</param>
internal readonly record struct RejectionSeries(int Count, TimeSpan Length)
{
    /// <summary>How long an ingress during a deployment, or an Edge Proxy that starts, may refuse every key before the settings are to blame.</summary>
    private static readonly TimeSpan UntilLasting = TimeSpan.FromSeconds(60);

    /// <summary>Gets whether the key or the address is wrong, as far as anybody can tell.</summary>
    public bool IsLasting => Count > 0 && Length >= UntilLasting;
}
