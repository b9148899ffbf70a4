using System.Runtime.CompilerServices;

namespace Flowgen.Harness;

/// <summary>Waits for what happens in the background.</summary>
public static class Eventually
{
    /// <summary>For how long: on a machine that is loaded, or stands still for a while, all takes its time.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(25);

    /// <summary>Waits until a condition holds.</summary>
    /// <exception cref="TimeoutException">It did not within <see cref="Limit"/>.</exception>
    public static async Task Until(
        Func<Task<bool>> condition,
        [CallerArgumentExpression(nameof(condition))] string? words = null
    )
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            if (TimeProvider.System.GetElapsedTime(began) > Limit)
            {
                throw new TimeoutException($"The condition did not come to hold: {words}");
            }

            await Task.Delay(Pause);
        }
    }
}
