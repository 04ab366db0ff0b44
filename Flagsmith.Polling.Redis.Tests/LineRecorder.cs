using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Flagsmith.Polling.Redis.Tests;

/// <summary>Keeps every log line.</summary>
internal sealed class LineRecorder : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<(string? Event, string Text)> _lines = new();

    public IReadOnlyList<(string? Event, string Text)> All => [.. _lines];

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Enqueue((eventId.Name, formatter(state, exception) + exception));

    public void Dispose()
    {
    }
}
