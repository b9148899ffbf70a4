using System.Net;
using Flowgen.Application.Common;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Flowgen.Infrastructure.Postgres;

/// <summary>The section <c>Postgres</c>.</summary>
internal sealed record PostgresSettings
{
    /// <summary>Where the private cluster lives; null for the default.</summary>
    public string? DataDirectory { get; init; }
}

/// <summary>Finds the API's Postgres.</summary>
public static class PostgresDiscovery
{
    /// <summary>
    /// The first that applies: <c>ConnectionStrings__Postgres</c>; PostgreSQL's binaries, as a private cluster under
    /// <c>.data/</c> (or <c>Postgres__DataDirectory</c>); a container. In production, the first alone.
    /// </summary>
    /// <exception cref="PostgresUnavailableException">None applies, or the connection string is none.</exception>
    public static async Task<PostgresServer> FindPostgresAsync(this WebApplicationBuilder builder)
    {
        var settings = builder.Configuration.Read<PostgresSettings>("Postgres");
        if (builder.Configuration.GetConnectionString("Postgres") is { Length: > 0 } connectionString)
        {
            return PostgresServer.Running(Checked(connectionString));
        }

        return builder.Environment.IsProduction()
            ? throw new PostgresUnavailableException(
                "Set ConnectionStrings__Postgres; or ASPNETCORE_ENVIRONMENT=Sandbox, to try Flowgen with a Postgres of its own."
            )
            : await PostgresServer.StartAsync(settings.DataDirectory ?? DefaultDataDirectory(), "flowgen");
    }

    // What the driver says of it may repeat a part of the password.
    private static string Checked(string connectionString)
    {
        try
        {
            using var dataSource = NpgsqlDataSource.Create(connectionString);
            return new NpgsqlConnectionStringBuilder(connectionString).Port <= IPEndPoint.MaxPort
                ? connectionString
                : throw new OverflowException(); // the driver finds that out when it connects
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
                "ConnectionStrings__Postgres is no connection string: use one such as Host=localhost;Database=flowgen;Username=flowgen;Password=…"
            );
        }
    }

    /// <summary><c>.data</c> at the root of the checkout that this runs from; elsewhere, in the working directory.</summary>
    public static string DefaultDataDirectory()
    {
        for (var parent = new DirectoryInfo(AppContext.BaseDirectory); parent is not null; parent = parent.Parent)
        {
            if (File.Exists(Path.Combine(parent.FullName, "Flowgen.slnx")))
            {
                return Path.Combine(parent.FullName, ".data");
            }
        }

        return Path.Combine(Environment.CurrentDirectory, ".data");
    }
}
