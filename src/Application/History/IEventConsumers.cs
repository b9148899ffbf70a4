using Flowgen.Application.Common;

namespace Flowgen.Application.History;

/// <summary>A consumer of the log with a stored position.</summary>
/// <param name="Name">The name, chosen by the organisation.</param>
/// <param name="Position">The sequence of the last event that the consumer has processed.</param>
/// <param name="Version">The number of changes, from 1.</param>
/// <param name="UpdatedAt">The time of the last change, UTC.</param>
public sealed record EventConsumer(string Name, long Position, int Version, DateTimeOffset UpdatedAt)
{
    /// <summary>The maximum of <see cref="History.Lag.Events"/>: further events are not counted.</summary>
    public const int MaxLag = 10_000;

    /// <summary>The lag of the consumer; null if it was not requested.</summary>
    public Lag? Lag { get; init; }
}

/// <summary>The events up to the high-water mark that a consumer has not yet processed.</summary>
/// <param name="Events">The number of events; at most <see cref="EventConsumer.MaxLag"/>.</param>
/// <param name="Since">The time of the first of these events; null if there is none.</param>
public sealed record Lag(int Events, DateTimeOffset? Since);

/// <summary>A consumer with its stored position.</summary>
/// <param name="Consumer">The consumer after the change.</param>
/// <param name="IsNew">Whether the change created the consumer.</param>
public sealed record KeptPosition(EventConsumer Consumer, bool IsNew);

/// <summary>The positions of an organisation's consumers. Their changes are not events, because they change no flow generation.</summary>
public interface IEventConsumers
{
    /// <summary>The maximum number of consumers of an organisation.</summary>
    const int MaxConsumers = 100;

    /// <summary>Lists all consumers with their lag, sorted by name.</summary>
    Task<IReadOnlyList<EventConsumer>> ListAsync(string organisation, CancellationToken cancellationToken);

    /// <summary>Reads one consumer; null if there is none.</summary>
    Task<EventConsumer?> FindAsync(string organisation, string name, CancellationToken cancellationToken);

    /// <summary>Stores a position.</summary>
    /// <param name="organisation">The organisation of the consumer.</param>
    /// <param name="name">The name of the consumer, which is created if it does not exist.</param>
    /// <param name="position">A position in the log. It can be lower than before, to read events again.</param>
    /// <param name="precondition">The versions of the consumer that allow the change.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="PositionBeyondLogException">The log has not reached the position.</exception>
    /// <exception cref="Domain.DomainRuleException">The precondition excludes the version, or the organisation has the maximum number of consumers.</exception>
    Task<KeptPosition> KeepAsync(
        string organisation,
        string name,
        long position,
        Precondition precondition,
        CancellationToken cancellationToken
    );

    /// <summary>Deletes a consumer.</summary>
    /// <returns>Whether the consumer existed.</returns>
    /// <exception cref="Domain.DomainRuleException">The precondition excludes the version.</exception>
    Task<bool> ForgetAsync(
        string organisation,
        string name,
        Precondition precondition,
        CancellationToken cancellationToken
    );
}
