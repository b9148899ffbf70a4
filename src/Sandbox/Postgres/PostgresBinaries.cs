namespace Flowgen.Sandbox.Postgres;

/// <summary>An installation of PostgreSQL on this machine.</summary>
/// <param name="Directory">Holds <c>initdb</c>, <c>pg_ctl</c> and the rest.</param>
public sealed record PostgresBinaries(string Directory)
{
    private static readonly string Suffix = OperatingSystem.IsWindows() ? ".exe" : "";

    /// <summary>The path of one of its programs, such as <c>pgbench</c>.</summary>
    public string this[string program] => Path.Combine(Directory, program + Suffix);

    /// <summary>Looks in PATH, then where Debian, Homebrew and Windows install, newest first; null where there is none.</summary>
    public static PostgresBinaries? Find() =>
        Candidates()
            .Select(directory => new PostgresBinaries(directory))
            .Where(it => File.Exists(it["pg_ctl"]))
            .Select(it => it.Resolved())
            .FirstOrDefault(it => it.IsComplete);

    private bool IsComplete =>
        File.Exists(this["initdb"]) && File.Exists(this["pg_ctl"]) && File.Exists(this["postgres"]);

    // A folder in PATH may hold links to a few of the programs: where they lead is all of them.
    private PostgresBinaries Resolved() =>
        File.ResolveLinkTarget(this["pg_ctl"], returnFinalTarget: true) is { } target
            ? new(Path.GetDirectoryName(target.FullName)!)
            : this;

    private static IEnumerable<string> Candidates() =>
        [
            .. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(
                Path.PathSeparator,
                StringSplitOptions.RemoveEmptyEntries
            ),
            .. Versions("/usr/lib/postgresql", "*"),
            .. Versions("/opt/homebrew/opt", "postgresql*"),
            .. Versions("/usr/local/opt", "postgresql*"),
            .. Versions(
                Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ProgramFiles), "PostgreSQL"),
                "*"
            ),
        ];

    private static IEnumerable<string> Versions(string parent, string pattern) =>
        System.IO.Directory.Exists(parent)
            ? System
                .IO.Directory.GetDirectories(parent, pattern)
                .OrderByDescending(directory => VersionIn(Path.GetFileName(directory)))
                .Select(directory => Path.Combine(directory, "bin"))
            : [];

    private static int VersionIn(string name) =>
        int.TryParse(string.Concat(name.Where(char.IsDigit)), out var version) ? version : 0;
}
