using System.ComponentModel.DataAnnotations;

namespace Flowgen.Api.FlowGenerations;

/// <summary>The section <c>Sync</c>.</summary>
internal sealed record Sync
{
    /// <summary>How long <c>sync=true</c> waits at the most, up to 1 h.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan Limit { get; init; } = TimeSpan.FromSeconds(30);
}
