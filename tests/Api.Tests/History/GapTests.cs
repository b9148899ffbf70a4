using System.Collections.Concurrent;
using Alba;
using Flowgen.Harness;
using Npgsql;

namespace Flowgen.Api.Tests.History;

/// <summary>
/// Sequence numbers are taken before transactions are committed, which then are slow, overlap, and are rolled back. Readers of each kind, on two
/// nodes, miss nothing and see nothing twice. A reader that knows nothing of that misses some in the same run, or the run
/// would show nothing.
/// </summary>
public sealed class GapTests
{
    private const int Writers = 12;
    private const int TransactionsOfEach = 40;
    private const int Generations = 60;

    // Between the number and the row, where nobody can see it yet: in every way in which rows are appended.
    private const string Stall = """
        create function flowgen.stall() returns trigger language plpgsql as $$
        begin
            if random() < 0.3 then perform pg_sleep(random() * 0.05); end if;
            return new;
        end $$;
        create trigger stall before insert on flowgen.mt_events for each row execute function flowgen.stall()
        """;

    [Fact]
    public async Task No_reader_misses_or_repeats_an_event_during_commits_and_rollbacks()
    {
        await using var fixture = new ApiFixture();
        await fixture.InitializeAsync();
        await using var other = await fixture.StartAsync("Sandbox", solo: false);
        await fixture.QueryAsync(Stall);
        using var over = new CancellationTokenSource();
        var pages = Both(host => ReadPagesAsync(host, over.Token));
        var streams = Both(host => ReadStreamAsync(host, over.Token));
        var naive = ReadNaivelyAsync(fixture.ConnectionString, over.Token);

        await Task.WhenAll([
            .. Enumerable.Range(0, Writers).Select(i => WriteAsync(fixture.ConnectionString, i)),
            PostAsync(fixture.Host),
            PostAsync(other),
        ]);
        await fixture.UntilIdle();
        var all = (long[])
            (
                await fixture.QueryAsync(
                    "select array_agg(seq_id order by seq_id) from flowgen.mt_events where tenant_id = 'demo'"
                )
            )!;
        await Eventually.Until(() => Task.FromResult(streams.All(stream => stream.Seen.Contains(all[^1]))));
        await over.CancelAsync();

        foreach (var reader in pages.Concat(streams))
        {
            await reader.Reading;
            Assert.Equal(all, reader.Seen.Reverse());
        }

        var gaps = all[^1] - all.LongLength;
        Assert.True(gaps > 0, "Nothing was rolled back.");
        Assert.True((await naive).Count < all.Length, "Nothing overlapped.");
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{all.Length} events, {Writers * TransactionsOfEach} slow transactions and {Generations} generations; {gaps} numbers rolled back; "
                + $"a naive reader missed {all.Length - (await naive).Count}, ours none."
        );

        IReadOnlyList<(ConcurrentStack<long> Seen, Task Reading)> Both(
            Func<IAlbaHost, (ConcurrentStack<long>, Task)> read
        ) => [read(fixture.Host), read(other)];
    }

    [Fact]
    public async Task An_open_transaction_delays_later_events_and_no_earlier_ones()
    {
        await using var fixture = new ApiFixture();
        await fixture.InitializeAsync();
        var before = await fixture.Post(Requests.Smallest, sync: true);
        await using (await fixture.Database.HoldAsync(Append(Guid.CreateVersion7())))
        {
            var after = await fixture.Post(Requests.Smallest, sync: true);
            var held = await fixture.Get("/events");

            Assert.Contains($"{before.Id}", held.Data.GetRawText());
            Assert.DoesNotContain($"{after.Id}", held.Data.GetRawText());
            Assert.True(held.Document.GetProperty("meta").GetProperty("caughtUp").GetBoolean());
        }

        await Eventually.Until(async () => (await fixture.Get("/events")).Data.GetArrayLength() == 6);
    }

    private static string Append(Guid id) =>
        $$"""
            insert into flowgen.mt_streams (tenant_id, id, type, version) values ('demo', '{{id}}', 'flow_generation', 1);
            insert into flowgen.mt_events (seq_id, id, stream_id, version, data, type, tenant_id, timestamp, mt_dotnet_type, is_archived)
            select nextval('flowgen.mt_events_sequence'), '{{Guid.CreateVersion7()}}', '{{id}}', 1,
                '{"flowGenerationId": "{{id}}", "startedAt": "2026-01-01T00:00:00+00:00"}', 'flow_generation_processing_started', 'demo', now(), '', false
            """;

    private static async Task WriteAsync(string connectionString, int seed)
    {
        var random = new Random(seed);
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        for (var i = 0; i < TransactionsOfEach; i++)
        {
            await using var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
            for (var events = random.Next(1, 4); events > 0; events--)
            {
                await using var append = new NpgsqlCommand(
                    $"{Append(Guid.CreateVersion7())}; select pg_sleep({random.Next(30)} / 1000.0)",
                    connection,
                    transaction
                );
                await append.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
            }

            await (random.Next(4) == 0 ? transaction.RollbackAsync() : transaction.CommitAsync());
        }
    }

    private static Task PostAsync(IAlbaHost host) =>
        Parallel.ForEachAsync(
            Enumerable.Range(0, Generations / 2),
            new ParallelOptions { MaxDegreeOfParallelism = 4 },
            async (_, _) =>
                Assert.Equal(201, (await host.Send(HttpMethod.Post, "/flow-generations", Requests.Smallest)).Status)
        );

    // Ends where it has caught up after everything is over.
    private static (ConcurrentStack<long> Seen, Task Reading) ReadPagesAsync(IAlbaHost host, CancellationToken over)
    {
        var seen = new ConcurrentStack<long>();
        return (seen, ReadAsync());

        async Task ReadAsync()
        {
            for (var next = "/events?page[size]=7"; ; )
            {
                var isLast = over.IsCancellationRequested;
                var page = await host.Send(HttpMethod.Get, next);
                foreach (var one in page.Data.EnumerateArray())
                {
                    seen.Push(one.GetProperty("attributes").GetProperty("sequence").GetInt64());
                }

                next = page.Document.GetProperty("links").GetProperty("next").GetString()!;
                if (isLast && page.Document.GetProperty("meta").GetProperty("caughtUp").GetBoolean())
                {
                    return;
                }
            }
        }
    }

    // Cut off again and again, as by a bad connection.
    private static (ConcurrentStack<long> Seen, Task Reading) ReadStreamAsync(IAlbaHost host, CancellationToken over)
    {
        var seen = new ConcurrentStack<long>();
        return (seen, ReadAsync());

        async Task ReadAsync()
        {
            while (!over.IsCancellationRequested)
            {
                var last = seen.TryPeek(out var one) ? one : 0;
                await using var stream = await EventStream.OpenAsync(host, lastEventId: last);
                for (var i = 0; i < 100; i++)
                {
                    var next = stream.NextAsync();
                    await Task.WhenAny(next, Task.Delay(Timeout.Infinite, over));
                    if (!next.IsCompleted)
                    {
                        return;
                    }

                    seen.Push((await next)!.Value.Id);
                }
            }
        }
    }

    private static async Task<HashSet<long>> ReadNaivelyAsync(string connectionString, CancellationToken over)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(CancellationToken.None);
        var seen = new HashSet<long>();
        while (true)
        {
            var isLast = over.IsCancellationRequested;
            await using var read = new NpgsqlCommand(
                $"select seq_id from flowgen.mt_events where tenant_id = 'demo' and seq_id > {seen.DefaultIfEmpty(0).Max()} order by seq_id",
                connection
            );
            await using var reader = await read.ExecuteReaderAsync(CancellationToken.None);
            while (await reader.ReadAsync(CancellationToken.None))
            {
                seen.Add(reader.GetInt64(0));
            }

            if (isLast)
            {
                return seen;
            }
        }
    }
}
