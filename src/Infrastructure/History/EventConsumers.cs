using Flowgen.Application.History;
using Flowgen.Infrastructure.Persistence;
using Npgsql;
using NpgsqlTypes;
using Weasel.Postgresql.Tables;

namespace Flowgen.Infrastructure.History;

/// <summary>The positions in a table: a change is one statement.</summary>
internal sealed class EventConsumers(EventFeed feed, NpgsqlDataSource postgres) : IEventConsumers
{
    private const string Consumers = $"{MartenSetup.Schema}.event_consumer";

    private const string Keep = $"""
        with kept as (
            insert into {Consumers} as consumer (organisation, name, position, version, updated_at)
            select $1, $2, $3, 1, now()
            where ($4 is null or exists (select from {Consumers} where organisation = $1 and name = $2))
                and (
                    (select count(*) from {Consumers} where organisation = $1) < $6
                    or exists (select from {Consumers} where organisation = $1 and name = $2)
                )
            on conflict (organisation, name) do update set position = excluded.position, version = consumer.version + 1,
                updated_at = excluded.updated_at
            where not $5 and ($4 is null or consumer.version = any($4))
            returning version
        )
        select (select version from kept), $4 is null and not exists (select from {Consumers} where organisation = $1 and name = $2)
        """;

    private const string Forget = $"""
        with there as (select version from {Consumers} where organisation = $1 and name = $2 for update),
        gone as (
            delete from {Consumers} where organisation = $1 and name = $2 and ($3 is null or version = any($3)) returning 1
        )
        select exists (select from there), exists (select from gone)
        """;

    // Settled events alone count. No more of them than are told.
    private static readonly string Select = $"""
        select consumer.name, consumer.position, consumer.version, consumer.updated_at, behind.count, behind.since
        from {Consumers} consumer
        cross join lateral (
            select count(*)::integer as count, min(timestamp) as since from (
                select timestamp from {MartenSetup.Schema}.mt_events
                where tenant_id = $1 and seq_id > consumer.position and seq_id <= $2 and type like 'flow_generation_%'
                order by seq_id limit {EventConsumer.MostLag}
            ) unread
        ) behind
        where consumer.organisation = $1
        order by consumer.name
        """;

    public static Table Table()
    {
        var table = new Table(Consumers);
        table.AddColumn("organisation", "text").AsPrimaryKey();
        table.AddColumn("name", "text").AsPrimaryKey();
        table.AddColumn("position", "bigint").NotNull();
        table.AddColumn("version", "integer").NotNull();
        table.AddColumn("updated_at", "timestamptz").NotNull();
        return table;
    }

    public async Task<IReadOnlyList<EventConsumer>> ListAsync(string organisation, CancellationToken cancellationToken)
    {
        var (end, _) = await feed.EndAsync(cancellationToken);
        await using var select = postgres.CreateCommand(Select);
        select.CommandTimeout = MartenSetup.MostSecondsToRead;
        select.Parameters.AddWithValue(organisation);
        select.Parameters.AddWithValue(end);
        var consumers = new List<EventConsumer>();
        await using var reader = await select.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            DateTimeOffset? since = await reader.IsDBNullAsync(5, cancellationToken)
                ? null
                : reader.GetFieldValue<DateTimeOffset>(5);
            consumers.Add(From(reader) with { Lag = new(reader.GetInt32(4), since) });
        }

        return consumers;
    }

    public async Task<EventConsumer?> FindAsync(string organisation, string name, CancellationToken cancellationToken)
    {
        await using var find = Command(
            $"select name, position, version, updated_at from {Consumers} where organisation = $1 and name = $2",
            organisation,
            name
        );
        await using var reader = await find.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? From(reader) : null;
    }

    public async Task<PositionKept> KeepAsync(
        string organisation,
        string name,
        long position,
        IReadOnlySet<int>? versions,
        bool isNew,
        CancellationToken cancellationToken
    )
    {
        if (position > (await feed.EndAsync(cancellationToken)).LastNumber)
        {
            throw new PositionBeyondLogException();
        }

        await using var keep = Command(Keep, organisation, name);
        keep.Parameters.AddWithValue(position);
        keep.Parameters.Add(Versions(versions));
        keep.Parameters.AddWithValue(isNew);
        keep.Parameters.AddWithValue(IEventConsumers.Most);
        await using var reader = await keep.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return await reader.IsDBNullAsync(0, cancellationToken)
                ? (reader.GetBoolean(1) ? PositionKept.TooMany : PositionKept.OtherVersion)
            : reader.GetInt32(0) == 1 ? PositionKept.Created
            : PositionKept.Changed;
    }

    public async Task<bool?> ForgetAsync(
        string organisation,
        string name,
        IReadOnlySet<int>? versions,
        CancellationToken cancellationToken
    )
    {
        await using var forget = Command(Forget, organisation, name);
        forget.Parameters.Add(Versions(versions));
        await using var reader = await forget.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (reader.GetBoolean(0), reader.GetBoolean(1)) switch
        {
            (true, false) => null,
            var (_, isGone) => isGone,
        };
    }

    private static EventConsumer From(NpgsqlDataReader reader) =>
        new(reader.GetString(0), reader.GetInt64(1), reader.GetInt32(2), reader.GetFieldValue<DateTimeOffset>(3));

    private NpgsqlCommand Command(string sql, string organisation, string name)
    {
        var command = postgres.CreateCommand(sql);
        command.CommandTimeout = MartenSetup.MostSecondsToRead;
        command.Parameters.AddWithValue(organisation);
        command.Parameters.AddWithValue(name);
        return command;
    }

    private static NpgsqlParameter Versions(IReadOnlySet<int>? versions) =>
        new()
        {
            Value = (object?)versions?.ToArray() ?? DBNull.Value,
            NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Integer,
        };
}
