using Flagsmith.Polling.Benchmarks.Stress.Model;
using Microsoft.Extensions.Logging;

namespace Flagsmith.Polling.Benchmarks.Stress.Actors;

/// <summary>Listens to the log for what shows nowhere else: the circuit, and reloads. Thread-safe.</summary>
internal sealed class StressLog(StageState stage) : ILoggerProvider, ILogger
{
    private const int SettingsReloaded = 20;
    private const int CircuitOpened = 50;

    private int _reloads;

    public int Reloads => Volatile.Read(ref _reloads);

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (eventId.Id == CircuitOpened)
        {
            stage.Refuse();
        }
        else if (eventId.Id == SettingsReloaded)
        {
            Interlocked.Increment(ref _reloads);
        }
    }

    public void Dispose()
    {
    }
}
