using System.Diagnostics;
using System.Globalization;

namespace Flowgen.Bench;

/// <summary>CPU time, from the accounting of Linux.</summary>
internal static class Cpu
{
    private const double TicksPerSecond = 100; // USER_HZ, proc(5)

    /// <summary>The CPU seconds of one process.</summary>
    public static double Of(int processId)
    {
        using var process = Process.GetProcessById(processId);
        return process.TotalProcessorTime.TotalSeconds;
    }

    /// <summary>The CPU seconds of a Postgres: the postmaster, its processes, and ended processes.</summary>
    public static double OfPostgres(int postmaster) =>
        Directory
            .GetDirectories("/proc")
            .Select(Path.GetFileName)
            .Where(name => name!.All(char.IsAsciiDigit))
            .Sum(name => Seconds(int.Parse(name!, CultureInfo.InvariantCulture), postmaster));

    private static double Seconds(int processId, int postmaster)
    {
        try
        {
            // The fields after the name in parentheses: state, parent, …, user and system ticks, ticks of ended children.
            var stat = File.ReadAllText($"/proc/{processId}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            var isPostmaster = processId == postmaster;
            if (!isPostmaster && fields[1] != $"{postmaster}")
            {
                return 0;
            }

            var ticks = fields[11..(isPostmaster ? 15 : 13)]
                .Sum(field => long.Parse(field, CultureInfo.InvariantCulture));
            return ticks / TicksPerSecond;
        }
        catch (IOException)
        {
            return 0; // the process has ended meanwhile
        }
    }
}
