using System.ComponentModel.DataAnnotations;

namespace Flowgen.Infrastructure.History;

/// <summary>The settings of the sealer: the section <c>Seals</c>.</summary>
internal sealed record SealSettings
{
    /// <summary>The pause between two runs.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan Pause { get; init; } = TimeSpan.FromSeconds(10);
}
