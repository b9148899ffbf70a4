namespace Flowgen.Bench;

/// <summary>Fills the store with finished generations that are older than those of the benchmark.</summary>
internal static class Store
{
    /// <summary>Copies the last finished generation, with events, state and flow, under new ids.</summary>
    /// <param name="postgres">A database with at least one finished generation.</param>
    /// <param name="count">The number of copies.</param>
    /// <param name="first">The number of the first copy. No earlier copy may have it.</param>
    public static async Task FillAsync(BenchPostgres postgres, int count, int first)
    {
        const int Slice = 50_000;
        for (var done = 0; done < count; done += Slice)
        {
            await postgres.ExecuteAsync(Copies(Math.Min(Slice, count - done), first + done));
        }

        await postgres.ExecuteAsync("vacuum analyze");
    }

    // Without the text of the vacancy, so that a million copies take minutes and not an hour. Only the number of rows matters.
    private static string Copies(int count, int first) =>
        $$"""
            create or replace function pg_temp.numbered(kind int, n int) returns uuid language sql immutable as
            $$ select (lpad(to_hex(kind), 8, '0') || '-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid $$;

            create temporary table copy as
            with sample as (
                select g.tenant_id, g.id, g.mt_dotnet_type, f.mt_dotnet_type as flow_type, s.type as stream_type,
                       g.data - 'id' - 'flowId' - 'context' as state
                from flowgen.mt_doc_flowgeneration g
                join flowgen.mt_doc_flow f on f.data->>'flowGenerationId' = g.id::text
                join flowgen.mt_streams s on s.id = g.id
                order by g.id desc limit 1
            )
            select n, pg_temp.numbered(1, n) as stream, pg_temp.numbered(2, n) as flow, sample.*
            from sample, generate_series({{first}}, {{first + count - 1}}) n;

            insert into flowgen.mt_streams (tenant_id, id, type, version)
            select tenant_id, stream, stream_type, 3 from copy;

            insert into flowgen.mt_events (seq_id, id, stream_id, version, data, type, timestamp, tenant_id, mt_dotnet_type)
            select nextval('flowgen.mt_events_sequence'), gen_random_uuid(), copy.stream, e.version,
                   case e.version when 1 then copy.state else '{}' end || jsonb_build_object('flowGenerationId', copy.stream),
                   e.type, now(), e.tenant_id, e.mt_dotnet_type
            from copy join flowgen.mt_events e on e.stream_id = copy.id
            order by copy.n, e.version;

            insert into flowgen.mt_doc_flowgeneration (tenant_id, id, data, mt_dotnet_type, mt_version)
            select tenant_id, stream, state || jsonb_build_object('id', stream, 'flowId', flow), mt_dotnet_type, 3 from copy;

            insert into flowgen.mt_doc_flow (tenant_id, id, data, mt_dotnet_type)
            select tenant_id, flow, jsonb_build_object('id', flow, 'flowGenerationId', stream), flow_type from copy;
            """;
}
