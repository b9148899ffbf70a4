using System.Data.Common;
using JasperFx;
using Marten.Exceptions;

namespace Flowgen.Application.Common;

/// <summary>Recognises a change that lost a race against another change.</summary>
internal static class Contention
{
    public static readonly BackOff AfterRaces = new(TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(100));

    /// <summary>
    /// Whether another change appended to the stream or started it first, or Postgres rolled the transaction back (SQLSTATE class 40).
    /// The caller decides again on the current state: the change may still be possible.
    /// </summary>
    public static bool IsRace(Exception exception) =>
        exception
            is ConcurrencyException
                or ExistingStreamIdCollisionException
                or LostRaceException
                or DbException { SqlState: ['4', '0', ..] }
        || (exception.InnerException is { } inner && IsRace(inner));
}

/// <summary>The state changed after the check of a change. The caller checks again.</summary>
internal sealed class LostRaceException : Exception;
