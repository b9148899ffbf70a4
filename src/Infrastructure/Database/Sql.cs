using Flowgen.Application.Common;
using Npgsql;
using NpgsqlTypes;

namespace Flowgen.Infrastructure.Database;

/// <summary>Runs SQL statements. Each has a time limit: <see cref="MaxSeconds"/> unless the caller sets another.</summary>
internal static class Sql
{
    /// <summary>The default time limit of a statement, in seconds.</summary>
    public const int MaxSeconds = Sessions.MaxSeconds;

    /// <summary>
    /// Makes the statements after it in its transaction read by index alone. A queue's table is empty at one moment and long at the
    /// next, and a prepared statement would keep the plan that was made for an empty table (ADR 28).
    /// </summary>
    private const string ForceIndexScan =
        "select set_config('enable_seqscan', 'off', true), set_config('enable_bitmapscan', 'off', true)";

    /// <summary>Reads all rows of a query.</summary>
    /// <param name="target">The pool, or an open connection with its transaction.</param>
    /// <param name="sql">With <c>$1</c>, <c>$2</c> and so on for the values.</param>
    /// <param name="values">The values of the parameters. A value can be null, or an NpgsqlParameter with its type.</param>
    /// <param name="read">Reads one row.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    /// <param name="maxSeconds">The time limit; 0 for none.</param>
    public static async Task<List<T>> ReadAsync<T>(
        SqlTarget target,
        string sql,
        IEnumerable<object?> values,
        Func<NpgsqlDataReader, T> read,
        CancellationToken cancellationToken,
        int maxSeconds = MaxSeconds
    )
    {
        await using var command = Command(target, sql, values, maxSeconds);
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var all = new List<T>();
        while (await rows.ReadAsync(cancellationToken))
        {
            all.Add(read(rows));
        }

        return all;
    }

    /// <summary>Reads the first column of the first row; null where there is no row.</summary>
    public static async Task<object?> ScalarAsync(
        SqlTarget target,
        string sql,
        IEnumerable<object?> values,
        CancellationToken cancellationToken,
        int maxSeconds = MaxSeconds
    )
    {
        await using var command = Command(target, sql, values, maxSeconds);
        return await command.ExecuteScalarAsync(cancellationToken);
    }

    /// <summary>Runs a command, and returns the number of rows that it changed.</summary>
    public static async Task<int> ExecuteAsync(
        SqlTarget target,
        string sql,
        IEnumerable<object?> values,
        CancellationToken cancellationToken,
        int maxSeconds = MaxSeconds
    )
    {
        await using var command = Command(target, sql, values, maxSeconds);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>A command for a caller that reads the rows itself.</summary>
    public static NpgsqlCommand Command(
        SqlTarget target,
        string sql,
        IEnumerable<object?> values,
        int maxSeconds = MaxSeconds
    )
    {
        var command = target.CreateCommand();
        command.CommandText = sql;
        command.CommandTimeout = maxSeconds;
        Add(command.Parameters, values);
        return command;
    }

    /// <summary>Several statements in one round trip; without a transaction around them, each has a snapshot of its own.</summary>
    public static NpgsqlBatch Batch(SqlTarget target, IEnumerable<(string Sql, object?[] Values)> statements)
    {
        var batch = target.CreateBatch();
        batch.Timeout = MaxSeconds;
        foreach (var (sql, values) in statements)
        {
            var command = new NpgsqlBatchCommand(sql);
            Add(command.Parameters, values);
            batch.BatchCommands.Add(command);
        }

        return batch;
    }

    /// <summary>A query that must read by index alone. Its rows are the second result.</summary>
    public static NpgsqlBatch BatchByIndexScan(SqlTarget target, string sql, object?[] values) =>
        Batch(target, [(ForceIndexScan, []), (sql, values)]);

    /// <summary>A value that may be null, of a type that Postgres could not tell from a null alone.</summary>
    public static NpgsqlParameter Nullable<T>(T? value, NpgsqlDbType type) =>
        new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = type };

    /// <summary>A column that may be null.</summary>
    public static T? ValueOrNull<T>(this NpgsqlDataReader row, int column)
        where T : struct => row.IsDBNull(column) ? null : row.GetFieldValue<T>(column);

    /// <summary>A text that may be null.</summary>
    public static string? TextOrNull(this NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetString(column);

    private static void Add(NpgsqlParameterCollection parameters, IEnumerable<object?> values)
    {
        foreach (var value in values)
        {
            parameters.Add(value as NpgsqlParameter ?? new NpgsqlParameter { Value = value ?? DBNull.Value });
        }
    }
}

/// <summary>Where a statement runs: on any connection of the pool, or on an open one, in its transaction if it has one.</summary>
internal readonly struct SqlTarget
{
    private readonly NpgsqlDataSource? pool;
    private readonly NpgsqlConnection? connection;

    private SqlTarget(NpgsqlDataSource? pool, NpgsqlConnection? connection) =>
        (this.pool, this.connection) = (pool, connection);

    public static implicit operator SqlTarget(NpgsqlDataSource pool) => new(pool, connection: null);

    public static implicit operator SqlTarget(NpgsqlConnection connection) => new(pool: null, connection);

    public NpgsqlCommand CreateCommand() => pool?.CreateCommand() ?? connection!.CreateCommand();

    public NpgsqlBatch CreateBatch() => pool?.CreateBatch() ?? connection!.CreateBatch();
}
