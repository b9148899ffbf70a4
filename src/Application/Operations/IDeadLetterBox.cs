using Flowgen.Application.Common;
using Flowgen.Domain;

namespace Flowgen.Application.Operations;

/// <summary>A message that has failed for good: further attempts did not help.</summary>
/// <param name="Id">The id of the message.</param>
/// <param name="MessageType">The name of the message's type.</param>
/// <param name="FlowGenerationId">The flow generation of the message; null if it has none, or if the message can't be read.</param>
/// <param name="Organisation">The organisation of the message; null if the message can't be read.</param>
/// <param name="Attempts">The number of attempts; null if the message can't be read.</param>
/// <param name="ExceptionType">The type of the last exception. Its text is not stored, because it can contain a vacancy.</param>
/// <param name="SqlState">The error code of Postgres (PostgreSQL manual, appendix A); null for another kind of failure.</param>
/// <param name="SentAt">The time when the message was queued.</param>
/// <param name="FailedAt">The time of the last failure.</param>
/// <param name="ExpiresAt">The approximate time of its deletion; null for never.</param>
public sealed record DeadLetter(
    Guid Id,
    string MessageType,
    Guid? FlowGenerationId,
    string? Organisation,
    int? Attempts,
    string? ExceptionType,
    string? SqlState,
    DateTimeOffset SentAt,
    DateTimeOffset FailedAt,
    DateTimeOffset? ExpiresAt
)
{
    /// <summary>The error code of a replay of a message that no handler can read.</summary>
    public const string Unreadable = "unreadable_message";
}

/// <summary>The dead letters of all organisations. It is a port because they are in a table of the message store.</summary>
public interface IDeadLetterBox
{
    /// <summary>Reads the rows of a page, and one more if there are more rows. They are in the direction of the listing's place.</summary>
    Task<IReadOnlyList<DeadLetter>> ReadAsync(Listing listing, CancellationToken cancellationToken);

    /// <summary>Reads one dead letter; null if there is none.</summary>
    Task<DeadLetter?> FindAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>Returns a message to the queue and resets its attempts.</summary>
    /// <returns>Whether the message existed.</returns>
    /// <exception cref="DomainRuleException"><see cref="DeadLetter.Unreadable"/>.</exception>
    Task<bool> ReplayAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>Deletes a message permanently.</summary>
    /// <returns>Whether the message existed.</returns>
    Task<bool> DiscardAsync(Guid id, CancellationToken cancellationToken);
}
