using System.Data.Common;
using JasperFx;

namespace Flowgen.Application.Common;

/// <summary>Distinguishes an unavailable database from a database that rejects a statement.</summary>
public static class Outage
{
    /// <summary>
    /// Whether the database was unreachable or shutting down. It is then unknown whether a transaction was committed, and a later attempt
    /// can succeed.
    /// </summary>
    public static bool Is(Exception exception) =>
        exception switch
        {
            ConcurrencyException => false,
            DbException e => IsOutage(e.SqlState),
            TimeoutException or IOException or ObjectDisposedException or OperationCanceledException => true,
            _ => exception.InnerException is { } inner && Is(inner),
        };

    /// <summary>
    /// Whether a later attempt can succeed without a change. This is so after an outage, after a lock conflict, and after Postgres ended
    /// an idle transaction. It is not so if Postgres rejects the statement, or if optimistic concurrency still fails after several attempts.
    /// </summary>
    public static bool IsTransient(Exception exception) =>
        exception is not ConcurrencyException
        && (
            exception is DbException { IsTransient: true } or DbException { SqlState: "25P02" or "25P03" }
            || Is(exception)
            || (exception.InnerException is { } inner && IsTransient(inner))
        );

    // Null: no response from the server. 25006: the database is read-only, as during a fail-over. 3D000: the database does not exist.
    // Classes: 08 connection, 28 rejected login, 53 resources, 57 operator intervention (PostgreSQL manual, appendix A).
    private static bool IsOutage(string? sqlState) =>
        sqlState is null or "25006" or "3D000"
        || sqlState.StartsWith("08", StringComparison.Ordinal)
        || sqlState.StartsWith("28", StringComparison.Ordinal)
        || sqlState.StartsWith("53", StringComparison.Ordinal)
        || sqlState.StartsWith("57", StringComparison.Ordinal);
}
