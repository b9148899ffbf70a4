using Flowgen.Application.Common;

namespace Flowgen.Application.History;

/// <summary>A consumer of the log whose position is kept for it.</summary>
/// <param name="Name">Chosen by the organisation.</param>
/// <param name="Position">The sequence of the last event that it has dealt with.</param>
/// <param name="Version">Counts the changes, from 1.</param>
/// <param name="UpdatedAt">Of the last change, UTC.</param>
public sealed record EventConsumer(string Name, long Position, int Version, DateTimeOffset UpdatedAt)
{
    /// <summary>More than so many are not counted.</summary>
    public const int MostLag = 10_000;

    /// <summary>How far it lags, where that was asked for.</summary>
    public Lag? Lag { get; init; }
}

/// <summary>What a consumer has yet to read of what is settled.</summary>
/// <param name="Events">How many, <see cref="EventConsumer.MostLag"/> for so many or more.</param>
/// <param name="Since">When the first of them happened; null where there are none.</param>
public sealed record Lag(int Events, DateTimeOffset? Since);

/// <summary>What became of a position, and the consumer that has it now; null where it was not kept.</summary>
public sealed record KeptPosition(PositionKept Outcome, EventConsumer? Consumer);

/// <summary>What became of a position.</summary>
public enum PositionKept
{
    /// <summary>There was none by this name.</summary>
    Created,

    /// <summary>There was another.</summary>
    Changed,

    /// <summary>The precondition rules out the consumer's version, or that there is a consumer, or none.</summary>
    OtherVersion,

    /// <summary>The organisation has as many consumers as it may.</summary>
    TooMany,
}

/// <summary>The positions of an organisation's consumers. No events: nobody did anything to a flow generation.</summary>
public interface IEventConsumers
{
    /// <summary>How many an organisation may have.</summary>
    const int Most = 100;

    /// <summary>All of them, by name, each with its lag.</summary>
    Task<IReadOnlyList<EventConsumer>> ListAsync(string organisation, CancellationToken cancellationToken);

    /// <summary>One of them; null where there is none.</summary>
    Task<EventConsumer?> FindAsync(string organisation, string name, CancellationToken cancellationToken);

    /// <summary>Keeps a position.</summary>
    /// <param name="organisation">Whose.</param>
    /// <param name="name">Of the consumer, which need not be there yet.</param>
    /// <param name="position">Not beyond the log; it may go back, to read again.</param>
    /// <param name="precondition">The versions in which the position may be kept.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="PositionBeyondLogException">The log does not reach so far.</exception>
    Task<KeptPosition> KeepAsync(
        string organisation,
        string name,
        long position,
        Precondition precondition,
        CancellationToken cancellationToken
    );

    /// <summary>Forgets a consumer.</summary>
    /// <returns>Whether there was one; null where the precondition rules its version out.</returns>
    Task<bool?> ForgetAsync(
        string organisation,
        string name,
        Precondition precondition,
        CancellationToken cancellationToken
    );
}
