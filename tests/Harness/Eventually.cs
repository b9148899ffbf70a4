using System.Runtime.CompilerServices;

namespace Flowgen.Harness;

/// <summary>Waits for background work.</summary>
public static class Eventually
{
    /// <summary>The time limit. It is long, for machines that are loaded or freeze for a while.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(25);

    /// <summary>Waits until a condition holds.</summary>
    /// <exception cref="TimeoutException">The condition did not hold within <see cref="Limit"/>.</exception>
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
