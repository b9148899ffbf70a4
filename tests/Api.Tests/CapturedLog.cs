using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Flowgen.Api.Tests;

/// <summary>Everything that a host logs, at every level.</summary>
internal sealed class CapturedLog : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<string> lines = new();

    public string Text => string.Join('\n', lines);

    public void Capture(IServiceCollection services) =>
        services.AddLogging(logging =>
            logging.AddProvider(this).AddFilter<CapturedLog>(category: null, LogLevel.Trace)
        );

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    ) => lines.Enqueue($"{formatter(state, exception)} {exception}");

    public void Dispose() { }
}
