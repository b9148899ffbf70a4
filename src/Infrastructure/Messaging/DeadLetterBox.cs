using System.Text.Json;
using System.Text.RegularExpressions;
using Flowgen.Application.Common;
using Flowgen.Application.FlowGenerations;
using Flowgen.Application.Operations;
using Flowgen.Domain;
using Flowgen.Infrastructure.Persistence;
using Microsoft.Extensions.Logging;
using Npgsql;
using Wolverine;
using Wolverine.Runtime.Serialization;
using Wolverine.Transports;

namespace Flowgen.Infrastructure.Messaging;

/// <summary>The dead letters that Wolverine keeps, in the order of their failures (docs/adr/0012 on replaying them).</summary>
internal sealed partial class DeadLetterBox(NpgsqlDataSource postgres, IBacklog backlog, ILogger<DeadLetterBox> logger)
    : IDeadLetterBox
{
    private const string FailedAt = "coalesce(d.failed_at, d.sent_at)";

    private static readonly string Select =
        $"select d.id, d.message_type, d.exception_type, d.exception_message, d.sent_at, {FailedAt}, d.expires, d.body from {Backlog.DeadLetters} d";

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
        // Of two at the same time, the second waits here, and finds nothing.
        await using var take = new NpgsqlCommand(
            $"delete from {Backlog.DeadLetters} where id = $1 returning body",
            connection
        )
        {
            Parameters = { new() { Value = id } },
        };
        if (await take.ExecuteScalarAsync(cancellationToken) is not byte[] body)
        {
            return false;
        }

        if (Unpacked(body) is not { MessageType: not null, Destination: not null } envelope)
        {
            throw new DomainRuleException(
                DeadLetter.Unreadable,
                "The message can't be read, so it can't be handled: discard it."
            );
        }

        envelope.Attempts = 0;
        envelope.Headers.Remove(RunFlowGenerationHandler.Failures);
        envelope.DeliverBy = null; // when the dead letter expires; the message would be dropped then, wherever it is
        await using var put = new NpgsqlCommand(
            $"""
            insert into {Backlog.Inbox} (body, id, message_type, received_at, status, owner_id)
            values ($1, $2, $3, $4, '{EnvelopeStatus.Incoming}', {TransportConstants.AnyNode})
            on conflict do nothing
            """,
            connection
        )
        {
            Parameters =
            {
                new() { Value = EnvelopeSerializer.Serialize(envelope) },
                new() { Value = id },
                new() { Value = envelope.MessageType },
                new() { Value = envelope.Destination.ToString() },
            },
        };
        await put.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        backlog.Changed();
        LogReplayed(id, envelope.MessageType);
        return true;
    }

    public async Task<bool> DiscardAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var delete = postgres.CreateCommand(
            $"delete from {Backlog.DeadLetters} where id = $1 returning message_type"
        );
        delete.Parameters.AddWithValue(id);
        if (await delete.ExecuteScalarAsync(cancellationToken) is not string messageType)
        {
            return false;
        }

        LogDiscarded(id, messageType);
        return true;
    }

    private async Task<IReadOnlyList<DeadLetter>> ReadAsync(
        string where,
        IEnumerable<object> parameters,
        CancellationToken cancellationToken
    )
    {
        await using var select = postgres.CreateCommand(Listings.Numbered($"{Select} where {where}"));
        select.CommandTimeout = MartenSetup.MostSecondsToRead;
        foreach (var parameter in parameters)
        {
            select.Parameters.AddWithValue(parameter);
        }

        var letters = new List<DeadLetter>();
        await using var reader = await select.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var envelope = Unpacked(reader.GetFieldValue<byte[]>(7));
            letters.Add(
                new(
                    reader.GetGuid(0),
                    reader.GetString(1),
                    FlowGenerationOf(envelope),
                    envelope?.TenantId,
                    envelope?.Attempts,
                    reader.IsDBNull(2) ? null : reader.GetString(2),
                    reader.IsDBNull(3) ? null : SqlStateOf(reader.GetString(3)),
                    reader.GetFieldValue<DateTimeOffset>(4),
                    reader.GetFieldValue<DateTimeOffset>(5),
                    reader.IsDBNull(6) ? null : reader.GetFieldValue<DateTimeOffset>(6)
                )
            );
        }

        return letters;
    }

    // One that can't be read is no reason not to show the others.
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

    // As Npgsql begins its messages, which others put after their own. Every one has a digit.
    [GeneratedRegex("^(?=[A-Z]*[0-9])[0-9A-Z]{5}(?=: )", RegexOptions.Multiline)]
    private static partial Regex SqlState();

    [LoggerMessage(LogLevel.Information, "Dead letter {Id}, a {MessageType}, is replayed")]
    private partial void LogReplayed(Guid id, string messageType);

    [LoggerMessage(LogLevel.Information, "Dead letter {Id}, a {MessageType}, is discarded")]
    private partial void LogDiscarded(Guid id, string messageType);

    private sealed record Subject(Guid? FlowGenerationId);
}
