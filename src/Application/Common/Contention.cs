using System.Data.Common;
using JasperFx;
using Marten.Exceptions;

namespace Flowgen.Application.Common;

/// <summary>Tells that somebody else was first.</summary>
internal static class Contention
{
    /// <summary>Somebody else appended first, or began the stream.</summary>
    public static bool IsConflict(Exception exception) =>
        exception is ConcurrencyException or ExistingStreamIdCollisionException;

    /// <summary>Or Postgres let one of two have its way (SQLSTATE class 40), which says nothing about the stream.</summary>
    public static bool IsRace(Exception exception) =>
        IsConflict(exception)
        || exception is DbException { SqlState: ['4', '0', ..] }
        || (exception.InnerException is { } inner && IsRace(inner));
}
