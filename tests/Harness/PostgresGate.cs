using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Flowgen.Harness;

/// <summary>
/// A door in front of a Postgres. Shut, it cuts every connection and refuses new ones, as a failover does; silent, it keeps
/// them and lets nothing through, as a network does that has lost a cable.
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

    /// <summary>Leads through the door.</summary>
    public string ConnectionString =>
        new NpgsqlConnectionStringBuilder(target.ConnectionString) { Host = "127.0.0.1", Port = Port }.ConnectionString;

    private int Port { get; set; }

    /// <summary>Opens a door in front of a database.</summary>
    public static PostgresGate To(TestDatabase database) => To(database.ConnectionString);

    /// <summary>Opens a door in front of a database.</summary>
    public static PostgresGate To(string connectionString) => new(connectionString);

    /// <summary>Leads new connections to where the same database is now.</summary>
    public void LeadTo(string connectionString) => target = new(connectionString);

    /// <summary>Lets connections through again, and what came while it was silent.</summary>
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

    /// <summary>Cuts every connection, and refuses new ones.</summary>
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

    /// <summary>Keeps every connection and takes new ones, but lets nothing through.</summary>
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
            // Shut.
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
            // Cut.
        }
        finally
        {
            connections.TryRemove(near, out _);
            near.Dispose();
        }
    }

    // Until one side ends, which is not passed on either while the door is silent.
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
            // Cut.
        }

        await passing.Task;
    }
}
