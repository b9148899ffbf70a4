using System.Data.Common;
using JasperFx;
using Marten.Exceptions;

namespace Flowgen.Application.Common;

/// <summary>Tells that somebody else was first.</summary>
internal static class Contention
{
    private const double FirstPause = 5;
    private const double LongestPause = 100;

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

    /// <summary>The back-off after a lost race: exponential, at most 100 ms, with jitter.</summary>
    /// <param name="attempt">The attempt that lost, from 1.</param>
    public static TimeSpan BackOff(int attempt) =>
        TimeSpan.FromMilliseconds(
            Math.Min(LongestPause, FirstPause * Math.Pow(2, attempt - 1)) * (0.5 + (Random.Shared.NextDouble() / 2))
        );
}

/// <summary>What a change was checked on has changed in the meantime: check it again.</summary>
internal sealed class LostRaceException : Exception;
