using Npgsql;

namespace Flowgen.Infrastructure.Postgres;

/// <summary>No Postgres can be had; the message is one line that says what to install or set.</summary>
public sealed class PostgresUnavailableException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>What is said of a database without this version's tables.</summary>
    public const string NoSchema = "The database lacks tables of this version: run dotnet Flowgen.Api.dll db apply";

    /// <summary>What is said of a Postgres that does not answer.</summary>
    public const string Unreachable = "Postgres can't be reached. Check ConnectionStrings__Postgres, and that it runs.";

    /// <summary>One line that says why a start failed and what to do, if it was about Postgres; null if it was not.</summary>
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
