using Flowgen.Harness;
using Npgsql;

namespace Flowgen.Resilience.Tests;

/// <summary>The door that other tests shut does what a network does.</summary>
public class PostgresGateTests
{
    private static readonly TimeSpan Silence = TimeSpan.FromMilliseconds(300);

    [Fact]
    public async Task A_silent_gate_holds_data_and_passes_it_later()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var gate = PostgresGate.To(database);
        await using var connection = await Open(gate);

        gate.FallSilent();
        var held = One(connection);
        var coming = Open(gate);
        await Task.Delay(Silence, TestContext.Current.CancellationToken);

        Assert.False(held.IsCompleted);
        Assert.False(coming.IsCompleted);

        gate.Open();
        Assert.Equal(1, await held);
        await using var late = await coming;
        Assert.Equal(1, await One(late));
    }

    [Fact]
    public async Task A_shut_gate_cuts_and_refuses_connections_until_it_is_opened()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var gate = PostgresGate.To(database);
        await using var connection = await Open(gate);

        gate.Shut();
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => One(connection));
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => Open(gate));

        gate.Open();
        await using var again = await Open(gate);
        Assert.Equal(1, await One(again));
    }

    [Fact]
    public async Task A_silent_gate_that_is_shut_drops_the_data_that_it_held()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var gate = PostgresGate.To(database);
        await using var connection = await Open(gate);

        gate.FallSilent();
        var held = One(connection);
        gate.Shut();

        await Assert.ThrowsAnyAsync<NpgsqlException>(() => held);
    }

    private static async Task<NpgsqlConnection> Open(PostgresGate gate)
    {
        var settings = new NpgsqlConnectionStringBuilder(gate.ConnectionString)
        {
            Pooling = false,
            Timeout = 0, // nobody but the test ends a wait
            CommandTimeout = 0,
        };
        var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        return connection;
    }

    private static async Task<object?> One(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand("select 1", connection);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }
}
