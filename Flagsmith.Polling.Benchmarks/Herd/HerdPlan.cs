namespace Flagsmith.Polling.Benchmarks.Herd;

/// <summary>A fleet, and what happens to it.</summary>
internal sealed record HerdPlan
{
    /// <summary>Gets how many clients there are; each is one provider of one host.</summary>
    public int Clients { get; init; } = 10_000;

    /// <summary>Gets how long after the first client the last one starts.</summary>
    public TimeSpan StartWithin { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan Duration { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Gets when the API begins to hang. A request that begins while it does ends by the client's timeout.</summary>
    public TimeSpan OutageFrom { get; init; } = TimeSpan.FromMinutes(25);

    public TimeSpan OutageTo { get; init; } = TimeSpan.FromMinutes(35);

    public TimeSpan Interval { get; init; } = new FlagsmithPollingOptions().PollInterval;

    public double Jitter { get; init; } = new FlagsmithPollingOptions().PollJitter;

    public TimeSpan Timeout { get; init; } = new FlagsmithPollingOptions().RequestTimeout;

    /// <summary>Gets how long a response takes while all is well.</summary>
    public TimeSpan Latency { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Gets over how much time requests are counted together. One second for a fleet; a few clients have too few requests in one.</summary>
    public TimeSpan Bin { get; init; } = TimeSpan.FromSeconds(1);

    public int Seed { get; init; } = 1;

    /// <summary>Gets the requests of a bin when they are spread evenly: clients by interval.</summary>
    public double Mean => Clients * Bin / Interval;

    public bool IsOutage(TimeSpan at) => at >= OutageFrom && at < OutageTo;
}
