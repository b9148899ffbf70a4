using Flowgen.Application.Common;
using Flowgen.Application.FlowGenerations;
using Flowgen.Domain.FlowGenerations;
using Marten;
using Weasel.Postgresql.Tables;

namespace Flowgen.Infrastructure.Persistence;

/// <summary>The list of flow generations, and its indexes on the read models (docs/adr/0015).</summary>
internal sealed class FlowGenerationList(IQuerySession session) : IFlowGenerationList
{
    private static readonly string[] Sortable = ["createdAt", "updatedAt", "status", "cost"];

    private static readonly Dictionary<string, ListedColumn> Columns = new()
    {
        ["id"] = new("d.id", "uuid", value => value!),
        ["flowType"] = new("(d.data ->> 'flowType')", "text", value => value!),
        ["status"] = new("(d.data ->> 'status')", "text", value => $"{value}"),
        // As JSON, in which null is a value that sorts before numbers, so that a page can also start after a null.
        ["cost"] = new("(d.data -> 'cost')", "jsonb", value => value is null ? "null" : $"{value}")
        {
            Absent = "'null'::jsonb",
        },
        ["createdAt"] = ListedColumn.StoredTime("createdAt"),
        ["updatedAt"] = ListedColumn.StoredTime("updatedAt"),
        // Finds the generation by its flow, so it needs no index of its own.
        ["flowId"] = new("(d.data ->> 'flowId')", "text", value => value!)
        {
            Lookup =
                $"(d.tenant_id, d.id) in (select f.tenant_id, (f.data ->> 'flowGenerationId')::uuid from {MartenSetup.Schema}.mt_doc_flow f where f.id = any(?))",
        },
    };

    public Task<Page<FlowGeneration>> ReadAsync(Listing listing, CancellationToken cancellationToken) =>
        session
            .Query<FlowGeneration>()
            .ReadAsync(
                listing,
                Columns,
                generation => generation.Parameters.Length + (generation.Context?.Length ?? 0),
                cancellationToken
            );

    /// <summary>An index for each sortable attribute: by organisation, attribute and id, which is the order of the list.</summary>
    public static IEnumerable<IndexDefinition> Indexes() =>
        from name in Sortable
        select new IndexDefinition($"mt_doc_flowgeneration_idx_{name.ToLowerInvariant()}")
        {
            Columns = ["tenant_id", Columns[name].Sql.Replace("d.", ""), "id"],
        };
}
