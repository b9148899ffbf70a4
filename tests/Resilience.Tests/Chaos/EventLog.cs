namespace Flowgen.Resilience.Tests.Chaos;

/// <summary>An event as it is stored.</summary>
/// <param name="Stream">The generation.</param>
/// <param name="Version">Its place in the stream, from 1.</param>
/// <param name="Type">Its alias.</param>
/// <param name="Key">Of a queued one: the key that the client put into its parameters; null once they are erased.</param>
/// <param name="Flow">Of a finished one: its flow.</param>
internal sealed record LoggedEvent(Guid Stream, long Version, string Type, string? Key = null, Guid? Flow = null);

/// <summary>A flow as it is stored.</summary>
internal sealed record LoggedFlow(Guid Id, Guid FlowGeneration);

/// <summary>What clients know of the generations that they asked for.</summary>
/// <param name="Answered">The generation that each key was answered with.</param>
/// <param name="Deleted">Those whose deletion was answered.</param>
/// <param name="Erased">Those of them that were to be erased too.</param>
internal sealed record ClientsKnow(
    IReadOnlyDictionary<string, Guid> Answered,
    IReadOnlySet<Guid> Deleted,
    IReadOnlySet<Guid> Erased
);

/// <summary>All that is stored after a run, and whether it can be right.</summary>
internal sealed record EventLog(
    IReadOnlyList<LoggedEvent> Events,
    IReadOnlyDictionary<Guid, long> StreamVersions,
    IReadOnlyList<LoggedFlow> Flows,
    IReadOnlyList<string> MessagesLeft
)
{
    public const string Queued = "flow_generation_queued";
    public const string Started = "flow_generation_processing_started";
    public const string Finished = "flow_generation_finished";
    public const string Failed = "flow_generation_failed";
    public const string Deleted = "flow_generation_deleted";
    public const string Erased = "flow_generation_erased";

    private HashSet<Guid> ErasedStreams => [.. Events.Where(e => e.Type is Erased).Select(e => e.Stream)];

    /// <summary>Reads it from the database.</summary>
    public static async Task<EventLog> ReadAsync(ChaosPostgres postgres)
    {
        var events = await postgres.ReadAsync(
            """
            select stream_id, version, type, ((data ->> 'parameters')::jsonb) ->> 'chaosKey', (data ->> 'flowId')::uuid
            from flowgen.mt_events where type like 'flow%generation%' order by stream_id, version
            """,
            row => new LoggedEvent(
                row.GetGuid(0),
                row.GetInt64(1),
                string.Intern(row.GetString(2)),
                row.IsDBNull(3) ? null : row.GetString(3),
                row.IsDBNull(4) ? null : row.GetGuid(4)
            )
        );
        var versions = await postgres.ReadAsync(
            "select id, version from flowgen.mt_streams where id in (select stream_id from flowgen.mt_events where type like 'flow%generation%')",
            row => (Id: row.GetGuid(0), Version: row.GetInt64(1))
        );
        var flows = await postgres.ReadAsync(
            "select id, (data ->> 'flowGenerationId')::uuid from flowgen.mt_doc_flow",
            row => new LoggedFlow(row.GetGuid(0), row.GetGuid(1))
        );
        return new(events, versions.ToDictionary(it => it.Id, it => it.Version), flows, await MessagesAsync(postgres));
    }

    /// <summary>The messages and deliveries that are not done with, and those that were given up.</summary>
    public static Task<List<string>> MessagesAsync(ChaosPostgres postgres) =>
        postgres.ReadAsync(
            """
            select format('%s waiting', count(*)) from flowgen.backlog having count(*) > 0
            union all
            select format('%s incoming %s, owner %s', count(*), status, owner_id)
            from flowgen_messages.wolverine_incoming_envelopes where status <> 'Handled' group by status, owner_id
            union all
            select format('%s dead, %s: %s', count(*), exception_type, min(exception_message))
            from flowgen_messages.wolverine_dead_letters group by exception_type
            union all
            select format('%s deliveries %s', count(*), status) from flowgen.webhook_delivery
            where due_at is not null or status = 'failed' group by status
            union all
            select format('%s outgoing', count(*)) from flowgen_messages.wolverine_outgoing_envelopes having count(*) > 0
            """,
            row => row.GetString(0)
        );

    /// <summary>Every rule that is broken, with what broke it.</summary>
    public IEnumerable<(string Kind, string Detail)> Judge(ClientsKnow clients) =>
        [
            .. Events.GroupBy(e => e.Stream).SelectMany(stream => JudgeStream(stream.Key, [.. stream], clients)),
            .. JudgeKeys(clients),
            .. JudgeFlows(),
            .. MessagesLeft.Select(left => ("A message is left", left)),
        ];

    private IEnumerable<(string Kind, string Detail)> JudgeStream(
        Guid id,
        List<LoggedEvent> events,
        ClientsKnow clients
    )
    {
        var detail = $"{id}: {string.Join(", ", events.Select(e => $"{e.Version} {e.Type}"))}";
        var ends = events.Count(e => e.Type is Finished or Failed);
        var deletions = events.Count(e => e.Type is Deleted);
        var erasures = events.Count(e => e.Type is Erased);
        if (!events.Select(e => e.Version).SequenceEqual(Enumerable.Range(1, events.Count).Select(n => (long)n)))
        {
            yield return ("A stream's versions are not contiguous", detail);
        }

        if (StreamVersions.GetValueOrDefault(id) != events.Count)
        {
            yield return (
                "A stream's version is not that of its events",
                $"{StreamVersions.GetValueOrDefault(id)}, {detail}"
            );
        }

        if (events[0].Type is not Queued || events.Count(e => e.Type is Queued) != 1)
        {
            yield return ("A stream does not begin with the one queued event", detail);
        }

        if (events.Count(e => e.Type is Started) > 1)
        {
            yield return ("A generation was started twice", detail);
        }

        if (ends + deletions == 0)
        {
            yield return ("A generation never ended", detail);
        }

        if (ends > 1 || deletions > 1)
        {
            yield return ("A generation ended twice", detail);
        }

        if (events.Any(e => e.Type is Failed))
        {
            yield return ("A generation failed", detail);
        }

        if (events.SkipWhile(e => e.Type is not Deleted).Skip(1).Any(e => e.Type is not Erased))
        {
            yield return ("Something happened after the deletion", detail);
        }

        if (erasures > deletions)
        {
            yield return ("An erasure without a deletion of its own", detail);
        }

        if (erasures > 0 && events[0].Key is not null)
        {
            yield return ("The texts of an erased generation are there", detail);
        }

        if (deletions > 0 != clients.Deleted.Contains(id))
        {
            yield return (deletions > 0 ? "Deleted, and nobody was told" : "A deletion is lost", detail);
        }

        if (erasures > 0 != clients.Erased.Contains(id))
        {
            yield return (erasures > 0 ? "Erased, and nobody was told" : "An erasure is lost", detail);
        }
    }

    private IEnumerable<(string Kind, string Detail)> JudgeKeys(ClientsKnow clients)
    {
        var erased = ErasedStreams;
        var generations = Events
            .Where(e => e.Type is Queued && !erased.Contains(e.Stream))
            .ToLookup(e => e.Key ?? "", e => e.Stream);
        foreach (var (key, told) in clients.Answered)
        {
            if (!erased.Contains(told) && !generations[key].Contains(told))
            {
                yield return ("An accepted generation is lost", $"{told} of key {key}");
            }
        }

        foreach (var ofKey in generations)
        {
            if (ofKey.Count() > 1)
            {
                yield return ("A key has several generations", $"{ofKey.Key}: {string.Join(", ", ofKey)}");
            }

            if (!clients.Answered.ContainsKey(ofKey.Key))
            {
                yield return ("A generation that nobody was told of", $"{ofKey.First()} of key {ofKey.Key}");
            }
        }
    }

    private IEnumerable<(string Kind, string Detail)> JudgeFlows()
    {
        var flows = Flows.ToDictionary(flow => flow.Id, flow => flow.FlowGeneration);
        var erased = ErasedStreams;
        var finished = Events.Where(e => e.Type is Finished && !erased.Contains(e.Stream)).ToList();
        foreach (var e in finished)
        {
            if (e.Flow is not { } flow || !flows.TryGetValue(flow, out var generation) || generation != e.Stream)
            {
                yield return ("A finished generation without its flow", $"{e.Stream}, flow {e.Flow}");
            }
        }

        var made = finished.Select(e => e.Flow).ToHashSet();
        foreach (var flow in Flows)
        {
            if (!made.Contains(flow.Id))
            {
                yield return ("A flow without a finished generation", $"flow {flow.Id} of {flow.FlowGeneration}");
            }
        }
    }
}
