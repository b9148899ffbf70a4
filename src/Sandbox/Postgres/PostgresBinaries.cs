namespace Flowgen.Sandbox.Postgres;

/// <summary>An installation of PostgreSQL on this machine.</summary>
/// <param name="Directory">The directory of <c>initdb</c>, <c>pg_ctl</c> and the other programs.</param>
public sealed record PostgresBinaries(string Directory)
{
    private static readonly string Suffix = OperatingSystem.IsWindows() ? ".exe" : "";

    /// <summary>The path of a program, such as <c>pgbench</c>.</summary>
    public string this[string program] => Path.Combine(Directory, program + Suffix);

    /// <summary>
    /// Searches PATH, then the install directories of Debian, Homebrew and Windows, newest version first; null if there is none.
    /// </summary>
    public static PostgresBinaries? Find() =>
        Candidates()
            .Select(directory => new PostgresBinaries(directory))
            .Where(it => File.Exists(it["pg_ctl"]))
            .Select(it => it.Resolved())
            .FirstOrDefault(it => it.IsComplete);

    private bool IsComplete =>
        File.Exists(this["initdb"]) && File.Exists(this["pg_ctl"]) && File.Exists(this["postgres"]);

    // A directory in PATH can have links to some of the programs. The target of a link is the directory of all programs.
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
