using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Flagsmith.Polling.Tests.Doubles;

/// <summary>Keeps every log line of every category and level.</summary>
internal sealed class LogRecorder : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<(LogLevel Level, string? Event, string Text)> _lines = new();

    public IReadOnlyList<(LogLevel Level, string? Event, string Text)> Lines => [.. _lines];

    public int Count(string @event) => Lines.Count(line => line.Event == @event);

    public void Clear() => _lines.Clear();

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Enqueue((logLevel, eventId.Name, formatter(state, exception) + exception));

    public void Dispose()
    {
    }
}
