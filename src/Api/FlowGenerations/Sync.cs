using System.ComponentModel.DataAnnotations;

namespace Flowgen.Api.FlowGenerations;

/// <summary>The configuration section <c>Sync</c>.</summary>
internal sealed record Sync
{
    /// <summary>The maximum time that <c>sync=true</c> waits: 0 to 1 hour.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan Limit { get; init; } = TimeSpan.FromSeconds(30);
}
