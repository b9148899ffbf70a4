using Flowgen.Infrastructure.Persistence;
using Npgsql;

namespace Flowgen.Infrastructure.Database;

/// <summary>Opens connections outside the pool: for work that keeps one, or that must not wait while the pool is in use.</summary>
internal sealed class DedicatedConnections(string connectionString)
{
    /// <summary>Opens a connection and sets it up.</summary>
    /// <param name="purpose">The end of its application name, as <c>pg_stat_activity</c> shows it.</param>
    /// <param name="setUp">Statements to run after the settings of every session.</param>
    /// <param name="cancellationToken">Cancels the attempt.</param>
    /// <param name="maxSeconds">The time limit of the attempt and of the set-up; null for the settings of the operator.</param>
    public async Task<NpgsqlConnection> OpenAsync(
        string purpose,
        string setUp,
        CancellationToken cancellationToken,
        int? maxSeconds = null
    )
    {
        var settings = new NpgsqlConnectionStringBuilder(MartenSetup.Tuned(connectionString))
        {
            Pooling = false,
            ApplicationName = $"flowgen-{purpose}",
        };
        if (maxSeconds is not null)
        {
            settings.Timeout = maxSeconds.Value;
        }

        var connection = new NpgsqlConnection(settings.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            await Sql.ExecuteAsync(
                connection,
                $"{MartenSetup.SessionSettings}; {setUp}",
                [],
                cancellationToken,
                maxSeconds ?? Sql.MaxSeconds
            );
            return connection;
        }
        catch (Exception)
        {
            await connection.DisposeAsync();
            throw;
        }
    }
}
