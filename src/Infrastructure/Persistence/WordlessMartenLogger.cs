using Marten;
using Marten.Services;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Flowgen.Infrastructure.Persistence;

/// <summary>
/// Logs the failure of a command, but without its parameters: they contain texts of vacancies. Marten's own logger would log them.
/// </summary>
internal sealed partial class WordlessMartenLogger(ILogger<WordlessMartenLogger> logger)
    : IMartenLogger,
        IMartenSessionLogger
{
    public IMartenSessionLogger StartSession(IQuerySession session) => this;

    public void SchemaChange(string sql) => LogSchemaChange(sql);

    public void LogSuccess(NpgsqlCommand command) { }

    public void LogSuccess(NpgsqlBatch batch) { }

    public void LogFailure(NpgsqlCommand command, Exception ex) => LogFailure(ex);

    public void LogFailure(NpgsqlBatch batch, Exception ex) => LogFailure(ex);

    public void LogFailure(Exception ex, string message) => LogFailure(ex);

    public void RecordSavedChanges(IDocumentSession session, IChangeSet commit) { }

    public void OnBeforeExecute(NpgsqlCommand command) { }

    public void OnBeforeExecute(NpgsqlBatch batch) { }

    private void LogFailure(Exception exception)
    {
        if (IsRace(exception))
        {
            LogRace(Reason(exception));
        }
        else
        {
            LogFailed(Reason(exception));
        }
    }

    // MT003: the stream has another version than expected. Class 40: Postgres rolled the transaction back. Such a change is decided again.
    private static bool IsRace(Exception exception) =>
        exception is PostgresException { SqlState: "MT003" or ['4', '0', ..] };

    private static string Reason(Exception exception) =>
        exception is PostgresException e ? $"{e.SqlState} {e.ConstraintName}" : exception.GetType().Name;

    [LoggerMessage(LogLevel.Debug, "Changes the schema: {Sql}")]
    private partial void LogSchemaChange(string sql);

    [LoggerMessage(LogLevel.Debug, "A change lost a race: {Reason}")]
    private partial void LogRace(string reason);

    [LoggerMessage(LogLevel.Warning, "A database command failed: {Reason}")]
    private partial void LogFailed(string reason);
}
