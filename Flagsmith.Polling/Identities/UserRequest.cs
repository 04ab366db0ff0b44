namespace Flagsmith.Polling.Identities;

/// <summary>One request for one user, with everybody who waits for it. What it may do to the cache is decided by its place among the user's other requests.</summary>
/// <param name="key">What is requested.</param>
/// <param name="isWrite">Whether the server stores traits of it.</param>
/// <remarks>The state is changed under the lock of the <see cref="UserTimeline"/> alone; waiting for <see cref="Completion"/> is thread-safe.</remarks>
internal sealed class UserRequest(IdentityKey key, bool isWrite)
{
    private readonly TaskCompletionSource<FetchResult> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IdentityKey Key { get; } = key;

    public bool IsWrite { get; } = isWrite;

    /// <summary>Gets or sets whether it is the one write of the user that may run. Set and read by the request's own flow alone.</summary>
    public bool HasWriteTurn { get; set; }

    /// <summary>Gets or sets whether the request is on its way to the server.</summary>
    public bool IsSent { get; set; }

    /// <summary>Gets or sets whether it has ended; it is not sent after that.</summary>
    public bool IsEnded { get; set; }

    /// <summary>Gets or sets whether something has happened since it was sent that its response cannot know: an invalidation, or the end of a write.</summary>
    public bool IsSuperseded { get; set; }

    /// <summary>Gets or sets whether the response to a later request for the same has arrived before its own.</summary>
    public bool IsOvertaken { get; set; }

    /// <summary>Gets a task that ends, always, with how the request ended.</summary>
    public Task<FetchResult> Completion => _completion.Task;

    public void Complete(FetchResult result) => _completion.TrySetResult(result);
}
