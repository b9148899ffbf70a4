namespace Flowgen.Application.Common;

/// <summary>The pause before the next attempt: it doubles with each failure up to a maximum, and has jitter.</summary>
/// <param name="First">The pause before the second attempt, without jitter.</param>
/// <param name="Max">The longest pause, without jitter.</param>
public sealed record BackOff(TimeSpan First, TimeSpan Max)
{
    // More doublings would overflow; Max is reached long before.
    private const int MaxDoublings = 30;

    /// <summary>The pause after a number of failures in a row. Jitter shortens it by up to half.</summary>
    /// <param name="failures">1 or more.</param>
    public TimeSpan After(int failures)
    {
        var pause = First * Math.Pow(2, Math.Min(failures - 1, MaxDoublings));
        return (pause < Max ? pause : Max) * (0.5 + (Random.Shared.NextDouble() / 2));
    }
}
