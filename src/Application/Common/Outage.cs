using System.Data.Common;
using JasperFx;

namespace Flowgen.Application.Common;

/// <summary>Tells a database that is away from one that says no.</summary>
public static class Outage
{
    /// <summary>
    /// Whether the database could not be reached, or was on its way out. Whether a transaction was committed is then
    /// unknown, and the same may well work in a while.
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
    /// Whether the same may well work if it is only tried again: after an outage, once somebody else is done with what it takes,
    /// or after Postgres ended a transaction that stood still, and so rolled it back. What Postgres refuses for good is no such
    /// trouble; nor is a conflict that several tries at once did not resolve.
    /// </summary>
    public static bool IsTransient(Exception exception) =>
        exception is not ConcurrencyException
        && (
            exception is DbException { IsTransient: true } or DbException { SqlState: "25P02" or "25P03" }
            || Is(exception)
            || (exception.InnerException is { } inner && IsTransient(inner))
        );

    // By class: connection, a login refused, resources, intervention of an operator; and a database that is not there, or that
    // only reads, as while it is being replaced (PostgreSQL manual, appendix A). Without any, the server has not answered.
    private static bool IsOutage(string? sqlState) =>
        sqlState is null or "25006" or "3D000"
        || sqlState.StartsWith("08", StringComparison.Ordinal)
        || sqlState.StartsWith("28", StringComparison.Ordinal)
        || sqlState.StartsWith("53", StringComparison.Ordinal)
        || sqlState.StartsWith("57", StringComparison.Ordinal);
}
