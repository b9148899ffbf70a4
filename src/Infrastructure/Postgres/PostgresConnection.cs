using System.Net;
using Microsoft.Extensions.Configuration;
using Npgsql;

namespace Flowgen.Infrastructure.Postgres;

/// <summary>The connection string of the one database.</summary>
public static class PostgresConnection
{
    /// <summary>The name of the setting.</summary>
    public const string Setting = "ConnectionStrings__Postgres";

    /// <summary>Reads the connection string.</summary>
    /// <exception cref="PostgresUnavailableException">It is missing or malformed.</exception>
    public static string PostgresConnectionString(this IConfiguration configuration) =>
        configuration.GetConnectionString("Postgres") is { Length: > 0 } text
            ? Checked(text)
            : throw new PostgresUnavailableException(
                $"Set {Setting}, such as Host=localhost;Database=flowgen;Username=flowgen;Password=…"
            );

    // The error of the driver is not shown: it may contain a part of the password.
    private static string Checked(string connectionString)
    {
        try
        {
            using var dataSource = NpgsqlDataSource.Create(connectionString);
            return new NpgsqlConnectionStringBuilder(connectionString).Port <= IPEndPoint.MaxPort
                ? connectionString
                : throw new OverflowException(); // the driver checks the port only when it connects
        }
        catch (Exception e)
            when (e
                    is ArgumentException
                        or FormatException
                        or OverflowException
                        or NotSupportedException
                        or InvalidOperationException
            )
        {
            throw new PostgresUnavailableException(
                $"{Setting} is no connection string: use one such as Host=localhost;Database=flowgen;Username=flowgen;Password=…"
            );
        }
    }
}
