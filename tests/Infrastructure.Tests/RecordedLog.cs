using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Flowgen.Infrastructure.Tests;

/// <summary>Keeps the lines of a log.</summary>
internal sealed class RecordedLog : ILogger
{
    private readonly ConcurrentQueue<string> lines = [];

    public IReadOnlyList<string> Lines => [.. lines];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    ) => lines.Enqueue($"{logLevel}: {formatter(state, exception)}");
}
