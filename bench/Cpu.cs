using System.Diagnostics;
using System.Globalization;

namespace Flowgen.Bench;

/// <summary>CPU time, read as Linux accounts for it.</summary>
internal static class Cpu
{
    private const double TicksPerSecond = 100; // USER_HZ, proc(5)

    /// <summary>Seconds of one process.</summary>
    public static double Of(int processId)
    {
        using var process = Process.GetProcessById(processId);
        return process.TotalProcessorTime.TotalSeconds;
    }

    /// <summary>Seconds of a Postgres: the postmaster, its processes, and those that have ended.</summary>
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
            // After the name in parentheses: state, parent, …, user and system ticks, those of ended children.
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
            return 0; // it has ended in between
        }
    }
}
