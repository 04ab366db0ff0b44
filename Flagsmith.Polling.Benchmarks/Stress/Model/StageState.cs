namespace Flagsmith.Polling.Benchmarks.Stress.Model;

/// <summary>What holds for all users of one provider. Thread-safe.</summary>
internal sealed class StageState
{
    private volatile bool _isEnding;
    private volatile bool _refusesFetches;

    /// <summary>Gets whether the provider is being disposed: from then on calls may end in any way, as long as they end.</summary>
    public bool IsEnding => _isEnding;

    /// <summary>Gets whether fetches may be refused without a request: the circuit has opened, or the server asked for a pause.</summary>
    public bool RefusesFetches => _refusesFetches;

    public void End() => _isEnding = true;

    public void Refuse() => _refusesFetches = true;
}
