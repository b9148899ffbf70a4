using System.Diagnostics;

namespace Flowgen.Harness;

/// <summary>Sends Unix signals to processes that may have ended.</summary>
public static class Signal
{
    /// <summary>Sends a signal, such as <c>STOP</c>.</summary>
    public static async Task SendAsync(string signal, params IEnumerable<int> processIds)
    {
        using var kill = Process.Start(
            new ProcessStartInfo("kill", [$"-{signal}", .. processIds.Select(id => $"{id}")])
            {
                RedirectStandardError = true, // hides the error for an ended process
            }
        )!;
        await kill.WaitForExitAsync();
    }
}
