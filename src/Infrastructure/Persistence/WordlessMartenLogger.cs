using Marten;
using Marten.Services;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Flowgen.Infrastructure.Persistence;

/// <summary>
/// Logs that a command failed and how, but none of its parameters, as Marten's own logger would: they hold vacancy texts.
/// </summary>
internal sealed partial class WordlessMartenLogger(ILogger<WordlessMartenLogger> logger)
    : IMartenLogger,
        IMartenSessionLogger
{
    public IMartenSessionLogger StartSession(IQuerySession session) => this;

    public void SchemaChange(string sql) => LogSchemaChange(sql);

    public void LogSuccess(NpgsqlCommand command) { }

    public void LogSuccess(NpgsqlBatch batch) { }

    public void LogFailure(NpgsqlCommand command, Exception ex) => LogFailed(Reason(ex));

    public void LogFailure(NpgsqlBatch batch, Exception ex) => LogFailed(Reason(ex));

    public void LogFailure(Exception ex, string message) => LogFailed(Reason(ex));

    public void RecordSavedChanges(IDocumentSession session, IChangeSet commit) { }

    public void OnBeforeExecute(NpgsqlCommand command) { }

    public void OnBeforeExecute(NpgsqlBatch batch) { }

    private static string Reason(Exception exception) =>
        exception is PostgresException e ? $"{e.SqlState} {e.ConstraintName}" : exception.GetType().Name;

    [LoggerMessage(LogLevel.Debug, "Changes the schema: {Sql}")]
    private partial void LogSchemaChange(string sql);

    [LoggerMessage(LogLevel.Warning, "A database command failed: {Reason}")]
    private partial void LogFailed(string reason);
}
