using Flowgen.Application.Common;
using Flowgen.Domain.Flows;

namespace Flowgen.Application.Flows;

/// <summary>The flows of the organisation, filtered and sorted; a port for the same reason as that of flow generations.</summary>
public interface IFlowList
{
    /// <summary>Reads a page. It ends early, but with one item at least, where its parts would take too much memory.</summary>
    Task<Page<Flow>> ReadAsync(Listing listing, CancellationToken cancellationToken);
}
