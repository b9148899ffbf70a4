using Flowgen.Application.Common;
using Flowgen.Domain.FlowGenerations;

namespace Flowgen.Application.FlowGenerations;

/// <summary>
/// The flow generations of the organisation, filtered and sorted. A port, since what makes a deep page as cheap as the first is
/// that the query and the indexes speak of the same expressions, which are the database's.
/// </summary>
public interface IFlowGenerationList
{
    /// <summary>Reads a page. It ends early, but with one item at least, where its texts would take too much memory.</summary>
    Task<Page<FlowGeneration>> ReadAsync(Listing listing, CancellationToken cancellationToken);
}
