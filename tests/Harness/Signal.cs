using System.Diagnostics;

namespace Flowgen.Harness;

/// <summary>Signals of Unix, to processes that may have ended by then.</summary>
public static class Signal
{
    /// <summary>Sends one, such as <c>STOP</c>.</summary>
    public static async Task SendAsync(string signal, params IEnumerable<int> processIds)
    {
        using var kill = Process.Start(
            new ProcessStartInfo("kill", [$"-{signal}", .. processIds.Select(id => $"{id}")])
            {
                RedirectStandardError = true, // that there is no such process
            }
        )!;
        await kill.WaitForExitAsync();
    }
}
