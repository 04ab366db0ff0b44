namespace Flagsmith.Polling.Snapshots;

/// <summary>The one shared field: the newest snapshot.</summary>
internal sealed class FlagSnapshotStore(FlagSnapshot first)
{
    // volatile: publishing the reference publishes a finished object, and readers need no lock.
    private volatile FlagSnapshot _current = first;

    public FlagSnapshot Current => _current;

    /// <summary>Raised after each publication. The handler must not throw, nor run code of the application.</summary>
    public event Action? Published;

    public void Publish(FlagSnapshot next)
    {
        _current = next;
        Published?.Invoke();
    }
}
