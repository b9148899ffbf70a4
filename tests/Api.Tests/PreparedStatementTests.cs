using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Flowgen.Api.Tests;

/// <summary>Statements that are used often are prepared, each connection for itself, and stay what they say: docs/adr/0028.</summary>
public class PreparedStatementTests
{
    private const int Often = 10;

    [Fact]
    public async Task A_batch_that_is_retried_on_another_connection_runs_its_own_statements()
    {
        await using var slow = await SlowApi.StartAsync();
        await using var postgres = WithTheSettingsOf(slow);
        await using var first = await postgres.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var second = await postgres.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var batch = new NpgsqlBatch { BatchCommands = { new("select 'meant'") } };
        await using var other = new NpgsqlBatch(second) { BatchCommands = { new("select 'other'") } };
        batch.Connection = first;
        for (var i = 0; i < Often; i++)
        {
            await batch.ExecuteScalarAsync(TestContext.Current.CancellationToken);
            await other.ExecuteScalarAsync(TestContext.Current.CancellationToken);
        }

        batch.Connection = second;

        Assert.Equal(["select 'meant'"], await Prepared(first));
        Assert.Equal(["select 'other'"], await Prepared(second));
        Assert.Equal("meant", await batch.ExecuteScalarAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Prepared_statements_work_while_the_schema_changes()
    {
        await using var slow = await SlowApi.StartAsync();
        slow.Generator.Release();
        await PostAndGet();

        await slow.Fixture.QueryAsync(
            """
            alter table flowgen.mt_doc_flowgeneration add column later int;
            alter table flowgen.mt_events add column later int;
            alter table flowgen.backlog add column later int;
            drop index flowgen.mt_doc_flowgeneration_idx_createdat;
            do $$
            declare definition text := pg_get_functiondef('flowgen.mt_quick_append_events'::regproc);
            begin
                drop function flowgen.mt_quick_append_events;
                execute definition;
            end $$
            """
        );

        await PostAndGet();

        async Task PostAndGet()
        {
            for (var i = 0; i < Often; i++)
            {
                var created = await slow.Host.Send(HttpMethod.Post, "/flow-generations", Requests.Smallest);
                Assert.Equal(201, created.Status);
                Assert.Equal(200, (await slow.Host.Send(HttpMethod.Get, $"/flow-generations/{created.Id}")).Status);
                Assert.Equal(200, (await slow.Host.Send(HttpMethod.Get, "/flow-generations")).Status);
            }

            await slow.Fixture.UntilIdle();
        }
    }

    // Connections of its own: nothing is prepared on them yet.
    private static NpgsqlDataSource WithTheSettingsOf(SlowApi slow)
    {
        var settings = new NpgsqlConnectionStringBuilder(
            slow.Host.Services.GetRequiredService<NpgsqlDataSource>().ConnectionString
        )
        {
            Password = new NpgsqlConnectionStringBuilder(slow.Fixture.ConnectionString).Password,
        };
        return NpgsqlDataSource.Create(settings.ConnectionString);
    }

    private static async Task<string[]> Prepared(NpgsqlConnection connection)
    {
        await using var select = new NpgsqlCommand(
            "select array_agg(statement) from pg_prepared_statements",
            connection
        );
        return (string[])(await select.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }
}
