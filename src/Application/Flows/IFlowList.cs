using Flowgen.Application.Common;
using Flowgen.Domain.Flows;

namespace Flowgen.Application.Flows;

/// <summary>Lists the flows of the organisation. It is a port for the same reason as <see cref="FlowGenerations.IFlowGenerationList"/>.</summary>
public interface IFlowList
{
    /// <summary>Reads a page. A page that would take too much memory is shorter, but has at least one item.</summary>
    Task<Page<Flow>> ReadAsync(Listing listing, CancellationToken cancellationToken);
}
