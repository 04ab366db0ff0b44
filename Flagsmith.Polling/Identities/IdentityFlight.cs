namespace Flagsmith.Polling.Identities;

/// <summary>One fetch on its way, with everybody who waits for it.</summary>
internal sealed class IdentityFlight
{
    private readonly TaskCompletionSource<FetchResult> _landing = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isOrphaned;

    public Task<FetchResult> Landing => _landing.Task;

    /// <summary>Gets or sets whether something has happened since the start that its answer cannot know.</summary>
    public bool IsOrphaned
    {
        get => _isOrphaned;
        set => _isOrphaned = value;
    }

    public void Land(FetchResult result) => _landing.SetResult(result);
}
