using Flowgen.Infrastructure.Persistence;
using Weasel.Postgresql.Tables;

namespace Flowgen.Infrastructure.Webhooks;

/// <summary>The tables of the deliveries (docs/adr/0020).</summary>
internal static class DeliveryTables
{
    /// <summary>What is to be told to whom. A row that has a <c>due_at</c> waits; while it is tried, that is when the try is given up.</summary>
    public const string Deliveries = $"{MartenSetup.Schema}.webhook_delivery";

    /// <summary>The resources that deliveries show: one row for each event and type, whatever the number of webhooks.</summary>
    public const string Payloads = $"{MartenSetup.Schema}.webhook_payload";

    /// <summary>Every try.</summary>
    public const string Tries = $"{MartenSetup.Schema}.webhook_try";

    /// <summary>Since when all tries of a webhook have failed; none where the last one did not.</summary>
    public const string Failing = $"{MartenSetup.Schema}.webhook_failing";

    public static IEnumerable<Table> All()
    {
        var deliveries = new Table(Deliveries);
        deliveries.AddColumn<Guid>("id").AsPrimaryKey();
        deliveries.AddColumn("organisation", "text").NotNull();
        deliveries.AddColumn("webhook_id", "uuid").NotNull();
        deliveries.AddColumn("event", "text").NotNull();
        deliveries.AddColumn("resource_type", "text");
        deliveries.AddColumn("resource_id", "uuid");
        deliveries.AddColumn("flow_generation_id", "uuid");
        deliveries.AddColumn("event_id", "uuid");
        deliveries.AddColumn("version", "integer").NotNull();
        deliveries.AddColumn("is_ordered", "boolean").NotNull();
        deliveries.AddColumn("status", "text").NotNull();
        deliveries.AddColumn("tries", "integer").NotNull();
        deliveries.AddColumn("due_at", "timestamptz");
        deliveries.AddColumn("created_at", "timestamptz").NotNull();
        deliveries.AddColumn("parent_id", "text");
        // The length of the texts, in UTF-16 units, until the body is rendered for the first attempt; null from then on, and once they are erased.
        deliveries.AddColumn("text_length", "integer");
        // A body of its own; or what is around the resource of the payload, which goes in at a byte position.
        deliveries.AddColumn("body", "bytea");
        deliveries.AddColumn("envelope", "bytea");
        deliveries.AddColumn("resource_at", "integer");
        deliveries.Indexes.Add(
            new IndexDefinition("webhook_delivery_idx_due")
            {
                Columns = ["webhook_id", "due_at"],
                Predicate = "(due_at IS NOT NULL)",
            }
        );
        deliveries.Indexes.Add(
            new IndexDefinition("webhook_delivery_idx_list") { Columns = ["webhook_id", "created_at", "id"] }
        );
        // What comes before what, and what is erased together.
        deliveries.Indexes.Add(
            new IndexDefinition("webhook_delivery_idx_generation")
            {
                Columns = ["flow_generation_id", "webhook_id", "version"],
            }
        );

        var payloads = new Table(Payloads);
        payloads.AddColumn<Guid>("event_id").AsPrimaryKey();
        payloads.AddColumn("resource_type", "text").AsPrimaryKey();
        payloads.AddColumn("organisation", "text").NotNull();
        payloads.AddColumn("flow_generation_id", "uuid").NotNull();
        payloads.AddColumn("resource", "bytea").NotNull();
        payloads.AddColumn("used_at", "timestamptz").NotNull();
        payloads.Indexes.Add(
            new IndexDefinition("webhook_payload_idx_generation") { Columns = ["flow_generation_id"] }
        );
        payloads.Indexes.Add(new IndexDefinition("webhook_payload_idx_used") { Columns = ["used_at"] });

        var tries = new Table(Tries);
        tries.AddColumn<Guid>("delivery_id").AsPrimaryKey();
        tries.AddColumn("at", "timestamptz").AsPrimaryKey();
        tries.AddColumn("status_code", "integer");
        tries.AddColumn("failure", "text");
        tries.AddColumn("duration_ms", "integer").NotNull();
        tries.AddColumn("answer", "text");

        var failing = new Table(Failing);
        failing.AddColumn<Guid>("webhook_id").AsPrimaryKey();
        failing.AddColumn("since", "timestamptz").NotNull();
        return [deliveries, payloads, tries, failing];
    }
}
