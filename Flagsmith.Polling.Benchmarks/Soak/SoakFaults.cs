using System.Collections.Concurrent;

namespace Flagsmith.Polling.Benchmarks.Soak;

/// <summary>Exceptions that nobody handled, out of reads or unobserved. Those that the library handles inside do not come here.</summary>
internal sealed class SoakFaults : IDisposable
{
    private readonly ConcurrentDictionary<string, int> _kinds = new();

    public SoakFaults()
    {
        TaskScheduler.UnobservedTaskException += OnUnobserved;
        AppDomain.CurrentDomain.UnhandledException += OnUnhandled;
    }

    public int Count => _kinds.Values.Sum();

    public void Add(string where, Exception cause) => _kinds.AddOrUpdate($"{where}: {cause.GetType().Name}: {cause.Message}", 1, (_, count) => count + 1);

    public void Print()
    {
        foreach (var (kind, count) in _kinds)
        {
            Console.WriteLine($"  {count:N0} x {kind}");
        }
    }

    public void Dispose()
    {
        TaskScheduler.UnobservedTaskException -= OnUnobserved;
        AppDomain.CurrentDomain.UnhandledException -= OnUnhandled;
    }

    private void OnUnobserved(object? sender, UnobservedTaskExceptionEventArgs arguments) => Add("unobserved", arguments.Exception);

    private void OnUnhandled(object sender, UnhandledExceptionEventArgs arguments) => Add("unhandled", (Exception)arguments.ExceptionObject);
}
