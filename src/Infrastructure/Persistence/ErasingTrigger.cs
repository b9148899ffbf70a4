using JasperFx.Events;
using Marten;
using Weasel.Core;
using Weasel.Core.Migrations;
using Weasel.Postgresql;
using DbCommandBuilder = Weasel.Core.DbCommandBuilder;

namespace Flowgen.Infrastructure.Persistence;

/// <summary>
/// Erases the texts of an event when an event of erasure is inserted. No event is changed in any other way. The trigger has the rights of
/// the owner of the schema, so the API needs no right to change events (docs/adr/0025).
/// </summary>
internal sealed class ErasingTrigger(StoreOptions options) : FeatureSchemaBase("erasing", options.Advanced.Migrator)
{
    private const string Name = "erase_texts";

    // The digest must equal FlowGenerationQueued.DigestOf.
    private const string Create = $$"""
        create or replace function {{MartenSetup.Schema}}.{{Name}}() returns trigger language plpgsql security definer
            set search_path = pg_catalog, pg_temp as $$
        begin
            update {{MartenSetup.Schema}}.mt_events set data = data || jsonb_build_object(
                'parameters', '{}', 'context', null, 'isErased', true, 'textSalt', null,
                'textDigest', encode(sha256(
                    decode(coalesce(data ->> 'textSalt', ''), 'hex')
                    || convert_to(translate(data ->> 'parameters', E'\n\r', '  '), 'UTF8')
                    || coalesce('\x00'::bytea || convert_to(translate(data ->> 'context', E'\n\r', '  '), 'UTF8'), '')
                ), 'hex'))
            where tenant_id = new.tenant_id and stream_id = new.stream_id and type like 'flow_generation_queued%' and data ? 'parameters'
                and coalesce(data ->> 'isErased', 'false') = 'false';
            return null;
        end $$;
        drop trigger if exists {{Name}} on {{MartenSetup.Schema}}.mt_events;
        create trigger {{Name}} after insert on {{MartenSetup.Schema}}.mt_events for each row
            when (new.type = 'flow_generation_erased') execute function {{MartenSetup.Schema}}.{{Name}}();
        """;

    public override IEnumerable<Type> DependentTypes() => [typeof(IEvent)];

    protected override IEnumerable<ISchemaObject> schemaObjects() => [new Trigger()];

    private sealed class Trigger()
        : SchemaObjectBase(new PostgresqlObjectName(MartenSetup.Schema, Name, SchemaUtils.IdentifierUsage.General))
    {
        public override void WriteCreateStatement(Migrator migrator, TextWriter writer) => writer.WriteLine(Create);

        public override void WriteDropStatement(Migrator rules, TextWriter writer) =>
            writer.WriteLine($"drop function if exists {Identifier}() cascade;");

        public override void ConfigureQueryCommand(DbCommandBuilder builder) =>
            builder.Append(
                $"select count(*) from pg_trigger where tgrelid = to_regclass('{MartenSetup.Schema}.mt_events') and tgname = '{Name}';"
            );
    }
}
