using Npgsql;

namespace Flowgen.Infrastructure.Postgres;

/// <summary>No Postgres can be had; the message is one line that says what to install or set.</summary>
public sealed class PostgresUnavailableException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>One line that says why a start failed and what to do, if it was about Postgres; null if it was not.</summary>
    public static string? Explain(Exception exception) =>
        exception switch
        {
            PostgresUnavailableException e => e.Message,
            PostgresException { SqlState: PostgresErrorCodes.UndefinedTable } =>
                "The database lacks tables of this version: run dotnet Flowgen.Api.dll db-apply",
            PostgresException e => $"Postgres refuses: {e.MessageText}. Check ConnectionStrings__Postgres.",
            NpgsqlException => "Postgres can't be reached. Check ConnectionStrings__Postgres, and that it runs.",
            AggregateException e => e.InnerExceptions.Select(Explain).FirstOrDefault(line => line is not null),
            { InnerException: { } inner } => Explain(inner),
            _ => null,
        };
}
