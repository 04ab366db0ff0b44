namespace Flagsmith.Polling.Benchmarks.Stress.Actors;

/// <summary>Bounds how many writes of one user are called at a time: they run one after the other, and a write that waits for many is not one that hangs. Thread-safe.</summary>
internal sealed class WriteSlots(int users)
{
    private const int Most = 4;

    private readonly int[] _running = new int[users];

    public bool TryEnter(int user)
    {
        if (Interlocked.Increment(ref _running[user]) <= Most)
        {
            return true;
        }

        Leave(user);
        return false;
    }

    public void Leave(int user) => Interlocked.Decrement(ref _running[user]);
}
