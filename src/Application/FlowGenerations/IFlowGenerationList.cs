using Flowgen.Application.Common;
using Flowgen.Domain.FlowGenerations;

namespace Flowgen.Application.FlowGenerations;

/// <summary>
/// Lists the flow generations of the organisation, filtered and sorted. It is a port because the query must use the expressions of the
/// database's indexes, so that a deep page is as cheap as the first.
/// </summary>
public interface IFlowGenerationList
{
    /// <summary>Reads a page. A page whose texts would take too much memory is shorter, but has at least one item.</summary>
    Task<Page<FlowGeneration>> ReadAsync(Listing listing, CancellationToken cancellationToken);
}
