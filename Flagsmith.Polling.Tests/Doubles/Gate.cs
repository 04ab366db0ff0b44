namespace Flagsmith.Polling.Tests.Doubles;

/// <summary>Blocks threads until it is opened. Disposing opens it: declared after what it blocks, it lets a test that failed end.</summary>
public sealed class Gate : IDisposable
{
    private readonly ManualResetEventSlim _event = new(); // never disposed: threads may still be on their way to it

    public void Wait() => _event.Wait();

    public void Open() => _event.Set();

    public void Dispose() => Open();
}
