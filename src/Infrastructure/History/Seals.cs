using System.Buffers.Binary;
using System.Security.Cryptography;
using Flowgen.Application.History;
using Flowgen.Infrastructure.Database;
using Flowgen.Infrastructure.Persistence;
using Npgsql;
using Weasel.Postgresql.Tables;

namespace Flowgen.Infrastructure.History;

/// <summary>The table of the seals (docs/adr/0025). A seal is never changed.</summary>
internal sealed class Seals(NpgsqlDataSource postgres) : ISeals
{
    public const string Name = $"{MartenSetup.Schema}.seal";

    /// <summary>The columns from which a seal is read.</summary>
    public const string Columns = "number, previous_hash, hash, total, sealed_at, events";

    private const int IdAt = sizeof(long);
    private const int DigestAt = IdAt + 16;
    private const int EventLength = DigestAt + SHA256.HashSizeInBytes;

    private const string SelectPage =
        $"select {Columns} from {Name} where organisation = $1 and number > $2 order by number limit $3";

    private const string SelectLast =
        $"select {Columns} from {Name} where organisation = $1 order by number desc limit 1";

    public static Table Table()
    {
        var seals = new Table(Name);
        seals.AddColumn("organisation", "text").AsPrimaryKey();
        seals.AddColumn<long>("number").AsPrimaryKey();
        seals.AddColumn("last_sequence", "bigint").NotNull();
        seals.AddColumn("previous_hash", "bytea").NotNull();
        seals.AddColumn("hash", "bytea").NotNull();
        seals.AddColumn("total", "bigint").NotNull();
        seals.AddColumn("sealed_at", "timestamptz").NotNull();
        seals.AddColumn("events", "bytea").NotNull();
        // For the sealed position.
        seals.Indexes.Add(new IndexDefinition("seal_idx_last") { Columns = ["last_sequence"] });
        return seals;
    }

    public async Task<SealPage> ReadAsync(
        string organisation,
        long after,
        int size,
        CancellationToken cancellationToken
    )
    {
        var page = await ReadAsync(SelectPage, [organisation, after, size], cancellationToken);
        var isLast = page.Count > 0 && page.Count < size;
        return new(
            page,
            isLast ? page[^1] : (await ReadAsync(SelectLast, [organisation], cancellationToken)).SingleOrDefault()
        );
    }

    /// <summary>Packs the sequence number, the id and the digest of each event.</summary>
    public static byte[] Pack(IReadOnlyList<SealedEvent> events)
    {
        var bytes = new byte[events.Count * EventLength];
        for (var i = 0; i < events.Count; i++)
        {
            var one = bytes.AsSpan(i * EventLength, EventLength);
            BinaryPrimitives.WriteInt64BigEndian(one, events[i].Sequence);
            events[i].Id.TryWriteBytes(one[IdAt..], bigEndian: true, out _);
            events[i].Digest.CopyTo(one[DigestAt..]);
        }

        return bytes;
    }

    private static IEnumerable<SealedEvent> Unpack(byte[] bytes) =>
        bytes
            .Chunk(EventLength)
            .Select(one => new SealedEvent(
                BinaryPrimitives.ReadInt64BigEndian(one),
                new(one.AsSpan(IdAt, DigestAt - IdAt), bigEndian: true),
                one[DigestAt..]
            ));

    private Task<List<Seal>> ReadAsync(string sql, object[] values, CancellationToken cancellationToken) =>
        Sql.ReadAsync(
            postgres,
            sql,
            values,
            row => new Seal(
                row.GetInt64(0),
                row.GetFieldValue<byte[]>(1),
                row.GetFieldValue<byte[]>(2),
                row.GetInt64(3),
                row.GetFieldValue<DateTimeOffset>(4),
                [.. Unpack(row.GetFieldValue<byte[]>(5))]
            ),
            cancellationToken
        );
}
