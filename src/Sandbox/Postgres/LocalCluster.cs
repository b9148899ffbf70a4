using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Flowgen.Infrastructure.Postgres;
using Npgsql;

namespace Flowgen.Sandbox.Postgres;

/// <summary>
/// A private Postgres cluster that runs the binaries of this machine. Several processes can share a cluster: each of them holds a shared
/// lock on a file, and the last process stops the server. The operating system releases the lock of a killed process. A server that
/// such a process left running is used by the next process.
/// </summary>
internal sealed class LocalCluster : IAsyncDisposable
{
    private const string User = "flowgen";
    private static readonly TimeSpan LockLimit = TimeSpan.FromMinutes(2);

    private readonly PostgresBinaries binaries;
    private readonly string home;
    private readonly string? account;
    private FileStream? useLock;

    private LocalCluster(PostgresBinaries binaries, string home, string? account)
    {
        this.binaries = binaries;
        this.home = home;
        this.account = account;
    }

    public string ConnectionString { get; private set; } = "";

    private string Data => Path.Combine(home, "data");

    private string PasswordFile => Path.Combine(home, "password");

    public static async Task<LocalCluster> StartAsync(
        PostgresBinaries binaries,
        string directory,
        CancellationToken cancellationToken
    )
    {
        var version = await Command.RunAsync(binaries["pg_ctl"], ["--version"], cancellationToken);
        var major = version.Output.Split(' ').Last(word => char.IsDigit(word[0])).Split('.')[0];
        // Postgres refuses to run as root.
        var account =
            Environment.IsPrivilegedProcess && !OperatingSystem.IsWindows()
                ? await UnprivilegedAccount(cancellationToken)
                : null;
        var home = await Home(Path.GetFullPath(directory), $"postgres-{major}", account, cancellationToken);

        var cluster = new LocalCluster(binaries, home, account);
        await using (await cluster.LockStart(cancellationToken))
        {
            await cluster.Initialise(cancellationToken);
            var port = await cluster.PortOfRunning(cancellationToken) ?? await cluster.Start(cancellationToken);
            cluster.useLock = cluster.OpenLock("use.lock", exclusive: false);
            cluster.ConnectionString = new NpgsqlConnectionStringBuilder
            {
                Host = "127.0.0.1",
                Port = port,
                Username = User,
                Password = await File.ReadAllTextAsync(cluster.PasswordFile, cancellationToken),
            }.ConnectionString;
        }

        return cluster;
    }

    public async ValueTask DisposeAsync()
    {
        await using var startLock = await LockStart(CancellationToken.None);
        await useLock!.DisposeAsync();
        try
        {
            await using var last = OpenLock("use.lock", exclusive: true);
        }
        catch (IOException)
        {
            return; // another process still uses the cluster
        }

        await PgCtl(["stop", "--mode=fast", "--wait", "--timeout=60"], CancellationToken.None);
    }

    public override string ToString() => $"a private cluster in {home}";

    private async Task Initialise(CancellationToken cancellationToken)
    {
        if (Directory.Exists(Data))
        {
            return;
        }

        // The directory gets its name only when it is complete. So an initialisation that was killed starts again.
        var unfinished = Path.Combine(home, "unfinished");
        await AsAccount("rm", ["-rf", unfinished], cancellationToken);
        await WritePassword(cancellationToken);
        await GiveToAccount(PasswordFile, cancellationToken);
        await AsAccount(
            binaries["initdb"],
            [
                $"--pgdata={unfinished}",
                $"--username={User}",
                $"--pwfile={PasswordFile}",
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C",
            ],
            cancellationToken
        );
        Directory.Move(unfinished, Data);
    }

    private async Task WritePassword(CancellationToken cancellationToken)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        await using var file = new StreamWriter(PasswordFile, options);
        await file.WriteAsync(Convert.ToHexString(RandomNumberGenerator.GetBytes(16)).AsMemory(), cancellationToken);
    }

    private async Task<int?> PortOfRunning(CancellationToken cancellationToken)
    {
        var status = await Command.RunAsync(
            Prefixed(binaries["pg_ctl"]).Program,
            [.. Prefixed(binaries["pg_ctl"]).Arguments, "status", $"--pgdata={Data}"],
            cancellationToken
        );
        if (status.ExitCode != 0)
        {
            return null;
        }

        // The fourth line of postmaster.pid is the port: PostgreSQL manual, "Database File Layout".
        var lines = await AsAccount("cat", [Path.Combine(Data, "postmaster.pid")], cancellationToken);
        var port = int.Parse(lines.Split('\n')[3], CultureInfo.InvariantCulture);
        return await Listens(port, cancellationToken) ? port : null;
    }

    // After a crash, postmaster.pid remains, and its process id may belong to another program. So the port must accept a connection. A
    // server that is starting gets two seconds; otherwise the cluster is started, and Postgres reports an error if it is already running.
    private static async Task<bool> Listens(int port, CancellationToken cancellationToken)
    {
        for (var attempt = 1; attempt <= 20; attempt++)
        {
            using var client = new TcpClient();
            try
            {
                await client.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
                return true;
            }
            catch (SocketException)
            {
                await Task.Delay(100, cancellationToken);
            }
        }

        return false;
    }

    private async Task<int> Start(CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var port = FreePort();
            try
            {
                await PgCtl(
                    [
                        "start",
                        "--wait",
                        "--timeout=60",
                        $"--log={Path.Combine(home, "postgres.log")}",
                        $"--options=-h 127.0.0.1 -p {port} -c unix_socket_directories=",
                    ],
                    cancellationToken
                );
                return port;
            }
            catch (PostgresUnavailableException) when (attempt < 3)
            {
                // Another program may have taken the port in the meantime.
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private Task<string> PgCtl(string[] arguments, CancellationToken cancellationToken) =>
        AsAccount(binaries["pg_ctl"], [.. arguments, $"--pgdata={Data}"], cancellationToken);

    // At most one process starts or stops the cluster at a time.
    private async Task<FileStream> LockStart(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(LockLimit);
        while (true)
        {
            try
            {
                return OpenLock("start.lock", exclusive: true);
            }
            catch (IOException)
            {
                await Task.Delay(100, limit.Token); // file locks can't be awaited
            }
        }
    }

    private FileStream OpenLock(string name, bool exclusive) =>
        exclusive
            ? new(Path.Combine(home, name), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None)
            : new(Path.Combine(home, name), FileMode.OpenOrCreate, FileAccess.Read, FileShare.Read);

    private Task<string> AsAccount(string program, string[] arguments, CancellationToken cancellationToken) =>
        RunAs(account, program, arguments, cancellationToken);

    private (string Program, string[] Arguments) Prefixed(string program) => Prefix(account, program);

    private async Task GiveToAccount(string path, CancellationToken cancellationToken)
    {
        if (account is not null)
        {
            await RunAs(null, "chown", ["--no-dereference", account, path], cancellationToken);
        }
    }

    private static async Task<string> RunAs(
        string? account,
        string program,
        string[] arguments,
        CancellationToken cancellationToken
    )
    {
        var (prefixed, prefix) = Prefix(account, program);
        var result = await Command.RunAsync(prefixed, [.. prefix, .. arguments], cancellationToken);
        return result.ExitCode == 0
            ? result.Output
            : throw new PostgresUnavailableException($"{Path.GetFileName(program)} failed: {result.Output}");
    }

    private static (string Program, string[] Arguments) Prefix(string? account, string program) =>
        account is null
            ? (program, [])
            : ("setpriv", [$"--reuid={account}", $"--regid={account}", "--clear-groups", program]);

    private static async Task<string> UnprivilegedAccount(CancellationToken cancellationToken)
    {
        foreach (var name in new[] { "postgres", "nobody" })
        {
            var id = await Command.RunAsync("id", ["-u", name], cancellationToken);
            var group = await Command.RunAsync("getent", ["group", name], cancellationToken);
            if (id.ExitCode == 0 && group.ExitCode == 0)
            {
                return name;
            }
        }

        throw new PostgresUnavailableException(
            "Postgres does not run as root: create a user and group named postgres."
        );
    }

    // The requested directory, or a directory in /var/lib if the unprivileged account can't write to it, as under /root.
    private static async Task<string> Home(
        string directory,
        string name,
        string? account,
        CancellationToken cancellationToken
    )
    {
        var home = Path.Combine(directory, name);
        if (account is null)
        {
            Directory.CreateDirectory(home);
            return home;
        }

        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(directory)))[..12];
        foreach (var candidate in new[] { home, $"/var/lib/flowgen-{hash}/{name}" })
        {
            Directory.CreateDirectory(candidate);
            await RunAs(null, "chown", ["--no-dereference", account, candidate], cancellationToken);
            var (program, prefix) = Prefix(account, "test");
            var reachable = await Command.RunAsync(program, [.. prefix, "-w", candidate], cancellationToken);
            if (reachable.ExitCode == 0)
            {
                return candidate;
            }
        }

        throw new PostgresUnavailableException($"The user {account} can write neither to {home} nor to /var/lib.");
    }
}
