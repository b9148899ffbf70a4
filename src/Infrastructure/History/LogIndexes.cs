using Flowgen.Infrastructure.Persistence;
using JasperFx.Events;
using Marten;
using Weasel.Core;
using Weasel.Core.Migrations;
using Weasel.Postgresql;
using DbCommandBuilder = Weasel.Core.DbCommandBuilder;

namespace Flowgen.Infrastructure.History;

/// <summary>The index of one organisation's events in the order of the log, on Marten's own table.</summary>
internal sealed class LogIndexes : FeatureSchemaBase
{
    private const string Index = "mt_events_idx_log";

    public LogIndexes(StoreOptions options)
        : base("log", options.Advanced.Migrator) => options.Events.IgnoreIndex(Index); // otherwise Marten would drop the unknown index

    public override IEnumerable<Type> DependentTypes() => [typeof(IEvent)];

    protected override IEnumerable<ISchemaObject> schemaObjects() => [new EventsIndex()];

    private sealed class EventsIndex()
        : SchemaObjectBase(new PostgresqlObjectName(MartenSetup.Schema, Index, SchemaUtils.IdentifierUsage.General))
    {
        public override void WriteCreateStatement(Migrator migrator, TextWriter writer) =>
            writer.WriteLine(
                $"create index if not exists {Index} on {MartenSetup.Schema}.mt_events (tenant_id, seq_id);"
            );

        public override void WriteDropStatement(Migrator rules, TextWriter writer) =>
            writer.WriteLine($"drop index if exists {Identifier};");

        public override void ConfigureQueryCommand(DbCommandBuilder builder) =>
            builder.Append(
                $"select count(*) from pg_indexes where schemaname = '{MartenSetup.Schema}' and indexname = '{Index}';"
            );
    }
}
