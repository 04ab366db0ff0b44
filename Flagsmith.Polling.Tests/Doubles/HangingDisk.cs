using Flagsmith.Polling.LastKnownGood;

namespace Flagsmith.Polling.Tests.Doubles;

/// <summary>A disk on which opening a file does not return until the test lets it.</summary>
internal sealed class HangingDisk : IDisposable
{
    private readonly ManualResetEventSlim _released = new();
    private int _opened;

    public FileReading Reading => new(path =>
    {
        Interlocked.Increment(ref _opened);
        _released.Wait();
        return FileReading.OfDisk.Open(path);
    });

    /// <summary>Gets how many threads it has got hold of so far.</summary>
    public int Opened => Volatile.Read(ref _opened);

    public void Release() => _released.Set();

    public void Dispose() => Release(); // not disposed: a thread may still wait
}
