using System.Data.Common;
using JasperFx;
using Marten.Exceptions;

namespace Flowgen.Application.Common;

/// <summary>Recognises a change that another change overtook.</summary>
internal static class Contention
{
    /// <summary>The pauses after lost races.</summary>
    public static readonly BackOff AfterRaces = new(TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(100));

    /// <summary>
    /// Another change appended to the stream first, or started it; or Postgres rolled this one back (SQLSTATE class 40), which says
    /// nothing about the stream. Decided again on the current state, the change may be possible.
    /// </summary>
    public static bool IsRace(Exception exception) =>
        exception
            is ConcurrencyException
                or ExistingStreamIdCollisionException
                or LostRaceException
                or DbException { SqlState: ['4', '0', ..] }
        || (exception.InnerException is { } inner && IsRace(inner));
}

/// <summary>The state that a change was checked against has changed since: check it again.</summary>
internal sealed class LostRaceException : Exception;
