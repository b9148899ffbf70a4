using Flowgen.Application.Common;
using Flowgen.Application.Flows;
using Flowgen.Domain.Flows;
using Marten;
using Weasel.Postgresql.Tables;

namespace Flowgen.Infrastructure.Persistence;

/// <summary>The list of flows, and its indexes (docs/adr/0015). A flow is inserted once and never changes.</summary>
internal sealed class FlowList(IQuerySession session) : IFlowList
{
    // The estimated length of a node in a response, with all included parts.
    private const int CharactersOfNode = 2_000;

    private static readonly string[] Indexed = ["createdAt", "flowGenerationId"];

    private static readonly Dictionary<string, ListedColumn> Columns = new()
    {
        ["id"] = new("d.id", "uuid", value => value!),
        ["name"] = new("(d.data -> 'design' ->> 'name')", "text", value => value!),
        ["language"] = new("(d.data -> 'design' ->> 'language')", "text", value => value!),
        ["flowGenerationId"] = new("CAST(d.data ->> 'flowGenerationId' as uuid)", "uuid", value => value!),
        ["createdAt"] = ListedColumn.StoredTime("createdAt"),
    };

    public Task<Page<Flow>> ReadAsync(Listing listing, CancellationToken cancellationToken) =>
        session
            .Query<Flow>()
            .ReadAsync(listing, Columns, flow => flow.Design.Nodes.Count * CharactersOfNode, cancellationToken);

    /// <summary>An index for the order of the list, and one for the flow of a generation, which is the most frequent filter.</summary>
    public static IEnumerable<IndexDefinition> Indexes() =>
        from name in Indexed
        select new IndexDefinition($"mt_doc_flow_idx_{name.ToLowerInvariant()}")
        {
            Columns = ["tenant_id", Columns[name].Sql.Replace("d.", ""), "id"],
        };
}
