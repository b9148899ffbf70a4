using System.Text.Json;
using System.Text.RegularExpressions;
using Flowgen.Application.Common;
using Flowgen.Application.FlowGenerations.Messages;
using Flowgen.Application.Operations;
using Flowgen.Domain;
using Flowgen.Infrastructure.Database;
using Flowgen.Infrastructure.Persistence;
using Microsoft.Extensions.Logging;
using Npgsql;
using Wolverine;
using Wolverine.Runtime.Serialization;
using Wolverine.Transports;

namespace Flowgen.Infrastructure.Messaging;

/// <summary>The dead letters that Wolverine keeps, in the order of their failures (docs/adr/0012 on replaying them).</summary>
internal sealed partial class DeadLetterBox(NpgsqlDataSource postgres, IQueuedWork queue, ILogger<DeadLetterBox> logger)
    : IDeadLetterBox
{
    private const string FailedAt = "coalesce(d.failed_at, d.sent_at)";

    private static readonly string Select =
        $"select d.id, d.message_type, d.exception_type, d.exception_message, d.sent_at, {FailedAt}, d.expires, d.body from {WorkQueue.DeadLetters} d";

    private static readonly Dictionary<string, ListedColumn> Columns = new()
    {
        ["id"] = new("d.id", "uuid", value => value!),
        ["messageType"] = new("d.message_type", "text", value => value!),
        ["exceptionType"] = new("d.exception_type", "text", value => value!),
        ["sentAt"] = ListedColumn.Time("d.sent_at"),
        ["failedAt"] = ListedColumn.Time(FailedAt),
    };

    public Task<IReadOnlyList<DeadLetter>> ReadAsync(Listing listing, CancellationToken cancellationToken)
    {
        var (conditions, order) = Listings.Sql(listing, Columns);
        var where = string.Join(" and ", conditions.Select(condition => condition.Sql).Prepend("true"));
        return ReadAsync(
            $"{where} order by {order} limit {listing.Size + 1}",
            conditions.SelectMany(condition => condition.Parameters),
            cancellationToken
        );
    }

    public async Task<DeadLetter?> FindAsync(Guid id, CancellationToken cancellationToken) =>
        (await ReadAsync("d.id = ?", [id], cancellationToken)).SingleOrDefault();

    public async Task<bool> ReplayAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var connection = await postgres.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        // Of two concurrent replays, the second waits here, and finds nothing.
        var take = $"delete from {WorkQueue.DeadLetters} where id = $1 returning body";
        if (await Sql.ScalarAsync(connection, take, [id], cancellationToken) is not byte[] body)
        {
            return false;
        }

        if (Unpacked(body) is not { MessageType: not null, Destination: not null } envelope)
        {
            throw new DomainRuleException(
                DeadLetter.Unreadable,
                "The message can't be read, so it can't be handled. Discard it."
            );
        }

        envelope.Attempts = 0;
        envelope.Headers.Remove(RunFlowGenerationHandler.Failures);
        envelope.DeliverBy = null; // the expiry of the dead letter; without this the message would be dropped then
        await Sql.ExecuteAsync(
            connection,
            $"""
            insert into {WorkQueue.Inbox} (body, id, message_type, received_at, status, owner_id)
            values ($1, $2, $3, $4, '{EnvelopeStatus.Incoming}', {TransportConstants.AnyNode})
            on conflict do nothing
            """,
            [EnvelopeSerializer.Serialize(envelope), id, envelope.MessageType, envelope.Destination.ToString()],
            cancellationToken
        );
        await transaction.CommitAsync(cancellationToken);
        queue.Changed();
        LogReplayed(id, envelope.MessageType);
        return true;
    }

    public async Task<bool> DiscardAsync(Guid id, CancellationToken cancellationToken)
    {
        var delete = $"delete from {WorkQueue.DeadLetters} where id = $1 returning message_type";
        if (await Sql.ScalarAsync(postgres, delete, [id], cancellationToken) is not string messageType)
        {
            return false;
        }

        LogDiscarded(id, messageType);
        return true;
    }

    private async Task<IReadOnlyList<DeadLetter>> ReadAsync(
        string where,
        IEnumerable<object> values,
        CancellationToken cancellationToken
    ) =>
        await Sql.ReadAsync(
            postgres,
            Listings.Numbered($"{Select} where {where}"),
            values,
            DeadLetterOf,
            cancellationToken
        );

    private static DeadLetter DeadLetterOf(NpgsqlDataReader row)
    {
        var envelope = Unpacked(row.GetFieldValue<byte[]>(7));
        return new(
            row.GetGuid(0),
            row.GetString(1),
            FlowGenerationOf(envelope),
            envelope?.TenantId,
            envelope?.Attempts,
            row.TextOrNull(2),
            row.TextOrNull(3) is { } message ? SqlStateOf(message) : null,
            row.GetFieldValue<DateTimeOffset>(4),
            row.GetFieldValue<DateTimeOffset>(5),
            row.ValueOrNull<DateTimeOffset>(6)
        );
    }

    // A message that can't be read does not keep the others from being listed.
    private static Envelope? Unpacked(byte[] body)
    {
        try
        {
            return EnvelopeSerializer.Deserialize(body);
        }
        catch (Exception)
        {
            return null;
        }
    }

    private static Guid? FlowGenerationOf(Envelope? envelope)
    {
        try
        {
            return JsonSerializer.Deserialize<Subject>(envelope?.Data, JsonSerializerOptions.Web)?.FlowGenerationId;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? SqlStateOf(string exceptionMessage) =>
        SqlState().Match(exceptionMessage) is { Success: true } match ? match.Value : null;

    // Messages of Npgsql begin with the SQLSTATE, and wrapping exceptions put theirs before it. Every SQLSTATE here has a digit.
    [GeneratedRegex("^(?=[A-Z]*[0-9])[0-9A-Z]{5}(?=: )", RegexOptions.Multiline)]
    private static partial Regex SqlState();

    [LoggerMessage(LogLevel.Information, "Dead letter {Id}, a {MessageType}, is replayed")]
    private partial void LogReplayed(Guid id, string messageType);

    [LoggerMessage(LogLevel.Information, "Dead letter {Id}, a {MessageType}, is discarded")]
    private partial void LogDiscarded(Guid id, string messageType);

    private sealed record Subject(Guid? FlowGenerationId);
}
