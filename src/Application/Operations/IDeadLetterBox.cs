using Flowgen.Application.Common;
using Flowgen.Domain;

namespace Flowgen.Application.Operations;

/// <summary>A message that was given up: it failed in a way that trying again did not help.</summary>
/// <param name="Id">Of the message.</param>
/// <param name="MessageType">The name of its type.</param>
/// <param name="FlowGenerationId">The flow generation that it is about; null where the message names none, or can't be read.</param>
/// <param name="Organisation">On whose behalf; null where the message can't be read.</param>
/// <param name="Attempts">How often it was tried; null where the message can't be read.</param>
/// <param name="ExceptionType">What it failed with last. Not its words, which may be a vacancy's.</param>
/// <param name="SqlState">What Postgres refused it with, where that was it (PostgreSQL manual, appendix A).</param>
/// <param name="SentAt">When the work was asked for.</param>
/// <param name="FailedAt">When it was given up.</param>
/// <param name="ExpiresAt">When it is deleted, at about this time; null for never.</param>
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
    /// <summary>The code of a replay that is refused, since nobody could handle the message.</summary>
    public const string Unreadable = "unreadable_message";
}

/// <summary>The dead letters of all organisations. A port, since they are in a table of the messaging.</summary>
public interface IDeadLetterBox
{
    /// <summary>Reads from a place in its direction, up to one more than the listing's size.</summary>
    Task<IReadOnlyList<DeadLetter>> ReadAsync(Listing listing, CancellationToken cancellationToken);

    /// <summary>Reads one; null where there is none.</summary>
    Task<DeadLetter?> FindAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>Puts a message back among those that wait for a worker, as if it had never been tried.</summary>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="DomainRuleException"><see cref="DeadLetter.Unreadable"/>.</exception>
    Task<bool> ReplayAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>Deletes a message for good.</summary>
    /// <returns>Whether there was one.</returns>
    Task<bool> DiscardAsync(Guid id, CancellationToken cancellationToken);
}
