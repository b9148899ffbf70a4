using Npgsql;

namespace Flowgen.Infrastructure.Postgres;

/// <summary>Postgres is unavailable; the message is one line that says what to do.</summary>
public sealed class PostgresUnavailableException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The message for a database without the tables of this version.</summary>
    public const string NoSchema = "The database lacks tables of this version: run dotnet Flowgen.Api.dll db apply";

    /// <summary>The message for a Postgres that does not respond.</summary>
    public const string Unreachable = "Postgres can't be reached. Check ConnectionStrings__Postgres, and that it runs.";

    /// <summary>Explains in one line why a start failed and what to do; null if Postgres is not the cause.</summary>
    public static string? Explain(Exception exception) =>
        exception switch
        {
            PostgresUnavailableException e => e.Message,
            PostgresException { SqlState: PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName } =>
                NoSchema,
            PostgresException e => $"Postgres refuses: {e.MessageText}. Check ConnectionStrings__Postgres.",
            NpgsqlException => Unreachable,
            AggregateException e => e.InnerExceptions.Select(Explain).FirstOrDefault(line => line is not null),
            { InnerException: { } inner } => Explain(inner),
            _ => null,
        };
}
