using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Flowgen.Harness;

/// <summary>A door in front of a Postgres: shut, it cuts every connection and refuses new ones, as a network or a failover does.</summary>
public sealed class PostgresGate : IAsyncDisposable
{
    private readonly NpgsqlConnectionStringBuilder target;
    private readonly ConcurrentDictionary<TcpClient, bool> connections = new();
    private volatile bool isShut;
    private TcpListener listener = new(IPAddress.Loopback, 0);

    private PostgresGate(string connectionString)
    {
        target = new(connectionString);
        Open();
    }

    /// <summary>Leads through the door.</summary>
    public string ConnectionString =>
        new NpgsqlConnectionStringBuilder(target.ConnectionString) { Host = "127.0.0.1", Port = Port }.ConnectionString;

    private int Port { get; set; }

    /// <summary>Opens a door in front of a database.</summary>
    public static PostgresGate To(TestDatabase database) => new(database.ConnectionString);

    /// <summary>Lets connections through again.</summary>
    public void Open()
    {
        isShut = false;
        listener = new(IPAddress.Loopback, Port);
        listener.Start();
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        _ = Accept(listener);
    }

    /// <summary>Cuts every connection, and refuses new ones.</summary>
    public void Shut()
    {
        isShut = true;
        listener.Dispose();
        foreach (var connection in connections.Keys)
        {
            connection.Dispose();
        }
    }

    public ValueTask DisposeAsync()
    {
        Shut();
        return ValueTask.CompletedTask;
    }

    private async Task Accept(TcpListener from)
    {
        try
        {
            while (true)
            {
                _ = Forward(await from.AcceptTcpClientAsync());
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Shut.
        }
    }

    private async Task Forward(TcpClient near)
    {
        using var far = new TcpClient();
        connections.TryAdd(near, true);
        try
        {
            ObjectDisposedException.ThrowIf(isShut, this);
            await far.ConnectAsync(target.Host!, target.Port);
            near.NoDelay = far.NoDelay = true;
            await Task.WhenAny(
                near.GetStream().CopyToAsync(far.GetStream()),
                far.GetStream().CopyToAsync(near.GetStream())
            );
        }
        catch (Exception e)
            when (e is SocketException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            // Cut.
        }
        finally
        {
            connections.TryRemove(near, out _);
            near.Dispose();
        }
    }
}
