using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Flagsmith.Polling.Tests.Doubles;

/// <summary>Keeps every log line of every category and level.</summary>
internal sealed class LogRecorder : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<(LogLevel Level, string? Event, string Text)> _lines = new();
    private readonly ConcurrentDictionary<string, int> _counts = new(StringComparer.Ordinal);

    public IReadOnlyList<(LogLevel Level, string? Event, string Text)> Lines => [.. _lines];

    /// <summary>Gets how many lines of an event there are. Allocates nothing: tests that count bytes wait for it.</summary>
    public int Count(string @event) => _counts.GetValueOrDefault(@event);

    public void Clear()
    {
        _lines.Clear();
        _counts.Clear();
    }

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        _lines.Enqueue((logLevel, eventId.Name, formatter(state, exception) + exception));
        if (eventId.Name is { } name)
        {
            _counts.AddOrUpdate(name, 1, static (_, count) => count + 1);
        }
    }

    public void Dispose()
    {
    }
}
