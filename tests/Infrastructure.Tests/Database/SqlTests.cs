using Flowgen.Infrastructure.Database;
using Npgsql;
using NpgsqlTypes;

namespace Flowgen.Infrastructure.Tests.Database;

public sealed class SqlTests : IDisposable
{
    private readonly NpgsqlConnection connection = new("Host=unused;Command Timeout=0");

    public void Dispose() => connection.Dispose();

    [Fact]
    public void A_command_has_a_time_limit_of_ten_seconds_whatever_the_connection_has()
    {
        using var command = Sql.Command(connection, "select 1", []);
        using var batch = Sql.Batch(connection, [("select 1", [])]);

        Assert.Equal(10, command.CommandTimeout);
        Assert.Equal(10, batch.Timeout);
    }

    [Fact]
    public void A_caller_may_set_another_time_limit()
    {
        using var command = Sql.Command(connection, "select 1", [], maxSeconds: 30);

        Assert.Equal(30, command.CommandTimeout);
    }

    [Fact]
    public void A_command_on_a_pool_has_the_same_limit()
    {
        using var pool = NpgsqlDataSource.Create("Host=unused");
        using var command = Sql.Command(pool, "select 1", []);

        Assert.Equal(10, command.CommandTimeout);
    }

    [Fact]
    public void An_array_of_texts_is_one_value()
    {
        string[] texts = ["a", "b"];
        using var command = Sql.Command(connection, "select $1", [texts]);

        Assert.Same(texts, Assert.Single(command.Parameters).Value);
    }

    [Fact]
    public void A_null_becomes_a_null_of_the_database_and_keeps_a_type_that_was_given()
    {
        using var command = Sql.Command(
            connection,
            "select $1, $2, $3",
            [null, Sql.Nullable<string>(null, NpgsqlDbType.Text), Sql.Nullable("a", NpgsqlDbType.Text)]
        );

        Assert.Equal([DBNull.Value, DBNull.Value, "a"], command.Parameters.Select(parameter => parameter.Value));
        Assert.Equal(NpgsqlDbType.Text, command.Parameters[1].NpgsqlDbType);
    }

    [Fact]
    public void A_query_by_index_alone_comes_second_in_its_batch()
    {
        using var batch = Sql.BatchByIndexScan(connection, "select $1", [7]);

        Assert.Equal(2, batch.BatchCommands.Count);
        Assert.Equal("select $1", batch.BatchCommands[1].CommandText);
        Assert.Equal(7, Assert.Single(batch.BatchCommands[1].Parameters).Value);
    }
}
