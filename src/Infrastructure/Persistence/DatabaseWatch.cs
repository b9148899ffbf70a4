using Flowgen.Application.Common;

namespace Flowgen.Infrastructure.Persistence;

/// <summary>What <see cref="FlowGenerationSignals"/> finds out.</summary>
internal sealed class DatabaseWatch : IDatabaseWatch
{
    /// <inheritdoc />
    public bool IsAway { get; set; }
}
