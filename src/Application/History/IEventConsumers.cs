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

/// <summary>A consumer whose position was stored, and whether it is new.</summary>
public sealed record KeptPosition(EventConsumer Consumer, bool IsNew);

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
    /// <exception cref="Domain.DomainRuleException">The precondition excludes the version, or the organisation has the maximum of consumers.</exception>
    Task<KeptPosition> KeepAsync(
        string organisation,
        string name,
        long position,
        Precondition precondition,
        CancellationToken cancellationToken
    );

    /// <summary>Forgets a consumer.</summary>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="Domain.DomainRuleException">The precondition excludes the version.</exception>
    Task<bool> ForgetAsync(
        string organisation,
        string name,
        Precondition precondition,
        CancellationToken cancellationToken
    );
}
