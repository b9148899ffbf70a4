namespace Flowgen.Harness;

/// <summary>Waits for what happens in the background.</summary>
public static class Eventually
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(25);

    /// <summary>Waits until a condition holds.</summary>
    /// <exception cref="TimeoutException">It did not within a minute, or the limit.</exception>
    public static async Task Until(Func<Task<bool>> condition, TimeSpan? limit = null)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            if (TimeProvider.System.GetElapsedTime(began) > (limit ?? Limit))
            {
                throw new TimeoutException("The condition did not come to hold.");
            }

            await Task.Delay(Pause);
        }
    }
}
