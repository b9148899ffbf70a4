using Flowgen.Application.Common;
using Flowgen.Application.History;
using Flowgen.Domain;
using Flowgen.Infrastructure.Database;
using Flowgen.Infrastructure.Persistence;
using Npgsql;
using Weasel.Postgresql.Tables;

namespace Flowgen.Infrastructure.History;

/// <summary>Stores the positions of consumers in a table.</summary>
internal sealed class EventConsumers(EventFeed feed, NpgsqlDataSource postgres) : IEventConsumers
{
    private const string Consumers = $"{MartenSetup.Schema}.event_consumer";

    private const string Columns = "name, position, version, updated_at";

    private const string Lock = $"select version from {Consumers} where organisation = $1 and name = $2 for update";

    // Serialises the creation of consumers of one organisation on all nodes, so that their count is exact.
    private const string LockNew = $"select pg_advisory_xact_lock(hashtextextended('{Consumers}/' || $1, 0))";

    private const string Insert = $"""
        insert into {Consumers} (organisation, name, position, version, updated_at)
        select $1, $2, $3, 1, now()
        where (select count(*) from {Consumers} where organisation = $1) < $4
        returning {Columns}
        """;

    private const string Update = $"""
        update {Consumers} set position = $3, version = version + 1, updated_at = now()
        where organisation = $1 and name = $2
        returning {Columns}
        """;

    private const string Delete = $"delete from {Consumers} where organisation = $1 and name = $2";

    // Only settled events count, up to the maximum that the API shows.
    private static readonly string Select = $"""
        select consumer.name, consumer.position, consumer.version, consumer.updated_at, behind.count, behind.since
        from {Consumers} consumer
        cross join lateral (
            select count(*)::integer as count, min(timestamp) as since from (
                select timestamp from {MartenSetup.Schema}.mt_events
                where tenant_id = $1 and seq_id > consumer.position and seq_id <= $2 and type like 'flow_generation_%'
                order by seq_id limit {EventConsumer.MaxLag}
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
        return await Sql.ReadAsync(
            postgres,
            Select,
            [organisation, end],
            row => From(row) with { Lag = new(row.GetInt32(4), row.ValueOrNull<DateTimeOffset>(5)) },
            cancellationToken
        );
    }

    public async Task<EventConsumer?> FindAsync(string organisation, string name, CancellationToken cancellationToken)
    {
        var find = $"select {Columns} from {Consumers} where organisation = $1 and name = $2";
        return (await Sql.ReadAsync(postgres, find, [organisation, name], From, cancellationToken)).SingleOrDefault();
    }

    public async Task<KeptPosition> KeepAsync(
        string organisation,
        string name,
        long position,
        Precondition precondition,
        CancellationToken cancellationToken
    )
    {
        if (position > (await feed.EndAsync(cancellationToken)).LastNumber)
        {
            throw new PositionBeyondLogException();
        }

        await using var connection = await postgres.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var version = await LockAsync();
        if (version is null)
        {
            await Sql.ExecuteAsync(connection, LockNew, [organisation], cancellationToken);
            version = await LockAsync();
        }

        precondition.Require(version);
        var rows = version is null
            ? await Sql.ReadAsync(
                connection,
                Insert,
                [organisation, name, position, IEventConsumers.MaxConsumers],
                From,
                cancellationToken
            )
            : await Sql.ReadAsync(connection, Update, [organisation, name, position], From, cancellationToken);
        if (rows is not [var kept])
        {
            throw new DomainRuleException(
                "too_many_consumers",
                $"The organisation has the maximum of {IEventConsumers.MaxConsumers} consumers. Delete an unused one first."
            );
        }

        await transaction.CommitAsync(cancellationToken);
        return new(kept, IsNew: version is null);

        Task<int?> LockAsync() => LockedVersionAsync(connection, organisation, name, cancellationToken);
    }

    public async Task<bool> ForgetAsync(
        string organisation,
        string name,
        Precondition precondition,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await postgres.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await LockedVersionAsync(connection, organisation, name, cancellationToken) is not { } version)
        {
            return false;
        }

        precondition.Require(version);
        await Sql.ExecuteAsync(connection, Delete, [organisation, name], cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    // Locks a consumer until the transaction ends, and returns its version; null if there is no such consumer.
    private static async Task<int?> LockedVersionAsync(
        NpgsqlConnection connection,
        string organisation,
        string name,
        CancellationToken cancellationToken
    ) => (int?)await Sql.ScalarAsync(connection, Lock, [organisation, name], cancellationToken);

    private static EventConsumer From(NpgsqlDataReader reader) =>
        new(reader.GetString(0), reader.GetInt64(1), reader.GetInt32(2), reader.GetFieldValue<DateTimeOffset>(3));
}
