namespace Flagsmith.Polling.Tests.Doubles;

/// <summary>What has begun in a double and has neither ended nor been cancelled: it hangs.</summary>
/// <param name="changed">Called for each that hangs.</param>
internal sealed class Unended(Action changed)
{
    private readonly Lock _gate = new();
    private readonly List<(Task Task, CancellationToken Token)> _tasks = [];

    public int Count
    {
        get
        {
            lock (_gate)
            {
                _tasks.RemoveAll(static noted => noted.Task.IsCompleted || noted.Token.IsCancellationRequested);
                return _tasks.Count;
            }
        }
    }

    /// <returns>The task itself.</returns>
    public T Note<T>(T task, CancellationToken token)
        where T : Task
    {
        if (!task.IsCompleted)
        {
            lock (_gate)
            {
                _tasks.Add((task, token));
            }

            changed();
        }

        return task;
    }
}
