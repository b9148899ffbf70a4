using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Flowgen.Harness;

/// <summary>
/// A proxy in front of a Postgres. A shut gate cuts all connections and refuses new ones, like a failover. A silent gate keeps the
/// connections but passes nothing, like a network that lost a cable.
/// </summary>
public sealed class PostgresGate : IAsyncDisposable
{
    private readonly ConcurrentDictionary<TcpClient, bool> connections = new();
    private volatile NpgsqlConnectionStringBuilder target;
    private volatile TaskCompletionSource passing = new();
    private volatile bool isShut = true;
    private TcpListener listener = new(IPAddress.Loopback, 0);

    private PostgresGate(string connectionString)
    {
        target = new(connectionString);
        Open();
    }

    /// <summary>The connection string through the gate.</summary>
    public string ConnectionString =>
        new NpgsqlConnectionStringBuilder(target.ConnectionString) { Host = "127.0.0.1", Port = Port }.ConnectionString;

    private int Port { get; set; }

    /// <summary>Opens a gate in front of a database.</summary>
    public static PostgresGate To(TestDatabase database) => To(database.ConnectionString);

    /// <summary>Opens a gate in front of a database.</summary>
    public static PostgresGate To(string connectionString) => new(connectionString);

    /// <summary>Directs new connections to a new address of the database.</summary>
    public void LeadTo(string connectionString) => target = new(connectionString);

    /// <summary>Passes connections again, and the data that arrived while it was silent.</summary>
    public void Open()
    {
        passing.TrySetResult();
        if (!isShut)
        {
            return;
        }

        isShut = false;
        listener = new(IPAddress.Loopback, Port);
        listener.Start();
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        _ = Accept(listener);
    }

    /// <summary>Cuts all connections, and refuses new ones.</summary>
    public void Shut()
    {
        isShut = true;
        listener.Dispose();
        foreach (var connection in connections.Keys)
        {
            connection.Dispose();
        }

        passing.TrySetResult();
    }

    /// <summary>Keeps all connections and accepts new ones, but passes no data.</summary>
    public void FallSilent()
    {
        if (passing.Task.IsCompleted)
        {
            passing = new(TaskCreationOptions.RunContinuationsAsynchronously);
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
            // The gate was shut.
        }
    }

    private async Task Forward(TcpClient near)
    {
        using var far = new TcpClient();
        connections.TryAdd(near, true);
        try
        {
            await passing.Task;
            ObjectDisposedException.ThrowIf(isShut, this);
            await far.ConnectAsync(target.Host!, target.Port);
            near.NoDelay = far.NoDelay = true;
            await Task.WhenAny(Pass(near.GetStream(), far.GetStream()), Pass(far.GetStream(), near.GetStream()));
        }
        catch (Exception e)
            when (e is SocketException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The connection was cut.
        }
        finally
        {
            connections.TryRemove(near, out _);
            near.Dispose();
        }
    }

    // Copies until one side closes. A silent gate does not pass the close on either.
    private async Task Pass(NetworkStream from, NetworkStream to)
    {
        try
        {
            var buffer = new byte[16 * 1024];
            while (await from.ReadAsync(buffer) is > 0 and var count)
            {
                await passing.Task;
                await to.WriteAsync(buffer.AsMemory(0, count));
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The connection was cut.
        }

        await passing.Task;
    }
}
