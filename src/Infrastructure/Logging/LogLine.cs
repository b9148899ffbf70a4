using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Flowgen.Infrastructure.Logging;

/// <summary>
/// The log format for people: an entry is a line with its time (UTC), level, request id and category. The request id is that of the
/// <c>X-Request-Id</c> in the response; background work for the request has the same id. An exception follows on its own lines.
/// </summary>
internal sealed class LogLine() : ConsoleFormatter(FormatterName)
{
    /// <summary>The name of the format in <c>Logging__Console__FormatterName</c>.</summary>
    public const string FormatterName = "flowgen";

    public override void Write<TState>(
        in LogEntry<TState> logEntry,
        IExternalScopeProvider? scopeProvider,
        TextWriter textWriter
    )
    {
        var time = TimeProvider
            .System.GetUtcNow()
            .ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        var request = Activity.Current?.TraceId.ToHexString() ?? "-";
        // A client's text must not look like an entry of the log.
        var message = logEntry.Formatter(logEntry.State, logEntry.Exception).ReplaceLineEndings(" ");
        textWriter.WriteLine($"{time} {Level(logEntry.LogLevel)} {request} {logEntry.Category}: {message}");
        if (logEntry.Exception is { } exception)
        {
            textWriter.WriteLine(exception);
        }
    }

    private static string Level(LogLevel level) =>
        level switch
        {
            LogLevel.Trace => "trace",
            LogLevel.Debug => "debug",
            LogLevel.Information => "info",
            LogLevel.Warning => "warn",
            LogLevel.Error => "error",
            _ => "critical",
        };
}
