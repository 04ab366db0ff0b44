namespace Flagsmith.Polling.Changes;

/// <summary>
/// Runs listeners of the application on threads of their own: docs/decisions/0016. One that blocks holds its thread and nobody else's;
/// on the thread pool a few dozen of them would keep the poll loop and its timers waiting for a thread.
/// </summary>
/// <remarks>Thread-safe. A thread lasts for one call.</remarks>
internal static class ListenerThreads
{
    /// <summary>How many calls run at once in the process; additional ones wait without holding a thread.</summary>
    public const int Most = 1_000;

    private static readonly SemaphoreSlim Slots = new(Most, Most);

    /// <summary>Calls a listener, without the caller's execution context.</summary>
    /// <param name="listener">The listener.</param>
    /// <param name="argument">What it is called with.</param>
    /// <param name="cancellationToken">Ends the wait for a free thread; a call that has begun is not ended.</param>
    /// <returns>A task that ends with the call, and fails with what the listener throws.</returns>
    public static async Task CallAsync<T>(Action<T> listener, T argument, CancellationToken cancellationToken)
    {
        await Slots.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await StartThread(listener, argument).ConfigureAwait(false);
        }
        finally
        {
            Slots.Release();
        }
    }

    private static Task StartThread<T>(Action<T> listener, T argument)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            new Thread(() => Run(listener, argument, ended)) { IsBackground = true, Name = "Flagsmith.Polling listener" }.UnsafeStart();
        }
        catch (OutOfMemoryException) // the system gives no more threads
        {
            ThreadPool.UnsafeQueueUserWorkItem(_ => Run(listener, argument, ended), null);
        }

        return ended.Task;
    }

    private static void Run<T>(Action<T> listener, T argument, TaskCompletionSource ended)
    {
        try
        {
            listener(argument);
            ended.SetResult();
        }
        catch (Exception cause)
        {
            ended.SetException(cause);
        }
    }
}
