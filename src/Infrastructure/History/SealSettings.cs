using System.ComponentModel.DataAnnotations;

namespace Flowgen.Infrastructure.History;

/// <summary>How the log is sealed: the section <c>Seals</c>.</summary>
internal sealed record SealSettings
{
    /// <summary>Between two looks for what is to be sealed.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan Pause { get; init; } = TimeSpan.FromSeconds(10);
}
