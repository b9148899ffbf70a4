using static Flowgen.Resilience.Tests.Chaos.EventLog;

namespace Flowgen.Resilience.Tests.Chaos;

/// <summary>What judges a run does find what is wrong, each by its name.</summary>
public class EventLogTests
{
    private static readonly Guid Generation = Guid.CreateVersion7();
    private static readonly Guid Other = Guid.CreateVersion7();
    private static readonly Guid Flow = Guid.CreateVersion7();

    private static readonly LoggedEvent[] Whole =
    [
        new(Generation, 1, Queued, Key: "key"),
        new(Generation, 2, Started),
        new(Generation, 3, Finished, Flow: Flow),
    ];

    private static readonly LoggedEvent[] ErasedWhole =
    [
        Whole[0] with
        {
            Key = null,
        },
        .. Whole[1..],
        new(Generation, 4, Deleted),
        new(Generation, 5, Erased),
    ];

    private static readonly LoggedFlow[] ItsFlow = [new(Flow, Generation)];

    [Fact]
    public void A_correct_log_breaks_no_rule() => Assert.Empty(Log(Whole, ItsFlow).Judge(Know()));

    [Fact]
    public void A_deleted_generation_needs_only_its_first_event()
    {
        LoggedEvent[] events = [Whole[0], new(Generation, 2, Deleted)];

        Assert.Empty(Log(events, []).Judge(Know(deleted: Generation)));
    }

    [Fact]
    public void A_finished_generation_that_is_deleted_keeps_its_flow()
    {
        LoggedEvent[] events = [.. Whole, new(Generation, 4, Deleted)];

        Assert.Empty(Log(events, ItsFlow).Judge(Know(deleted: Generation)));
    }

    [Fact]
    public void An_erased_generation_has_neither_its_key_nor_its_flow() =>
        Assert.Empty(Log(ErasedWhole, []).Judge(Know(deleted: [Generation], erased: [Generation])));

    [Fact]
    public void Texts_of_an_erased_generation_are_found() =>
        AssertFound(
            "The texts of an erased generation are there",
            Log([Whole[0], .. ErasedWhole[1..]], []),
            Know(deleted: [Generation], erased: [Generation])
        );

    [Fact]
    public void The_flow_of_an_erased_generation_is_found() =>
        AssertFound(
            "A flow without a finished generation",
            Log(ErasedWhole, ItsFlow),
            Know(deleted: [Generation], erased: [Generation])
        );

    [Fact]
    public void An_erasure_that_was_answered_and_not_stored_is_found() =>
        AssertFound(
            "An erasure is lost",
            Log([.. Whole, new(Generation, 4, Deleted)], ItsFlow),
            Know(deleted: [Generation], erased: [Generation])
        );

    [Fact]
    public void An_unrequested_erasure_is_found() =>
        AssertFound("Erased, and nobody was told", Log(ErasedWhole, []), Know(deleted: Generation));

    [Fact]
    public void A_second_erasure_or_one_without_a_deletion_is_found()
    {
        LoggedEvent[] twice = [.. ErasedWhole, new(Generation, 6, Erased)];
        LoggedEvent[] live = [.. ErasedWhole[..3], new(Generation, 4, Erased)];

        AssertFound("An erasure without a deletion of its own", Log(twice, []), Know());
        AssertFound("An erasure without a deletion of its own", Log(live, []), Know());
    }

    [Fact]
    public void An_accepted_generation_without_events_is_lost() =>
        AssertFound("An accepted generation is lost", Log([], []), Know());

    [Fact]
    public void A_key_that_was_answered_with_another_generation_has_lost_one() =>
        AssertFound(
            "An accepted generation is lost",
            Log(Whole, ItsFlow),
            new(new Dictionary<string, Guid> { ["key"] = Other }, new HashSet<Guid>(), new HashSet<Guid>())
        );

    [Fact]
    public void A_generation_that_stays_queued_never_ended() =>
        AssertFound("A generation never ended", Log(Whole[..2], []), Know());

    [Fact]
    public void A_second_finish_is_found() =>
        AssertFound(
            "A generation ended twice",
            Log([.. Whole, new(Generation, 4, Finished, Flow: Flow)], ItsFlow),
            Know()
        );

    [Fact]
    public void A_second_start_is_found() =>
        AssertFound(
            "A generation was started twice",
            Log([.. Whole[..2], new(Generation, 3, Started), Whole[2] with { Version = 4 }], ItsFlow),
            Know()
        );

    [Fact]
    public void A_failure_is_found() =>
        AssertFound("A generation failed", Log([.. Whole[..2], new(Generation, 3, Failed)], []), Know());

    [Theory]
    [InlineData(1, 2, 4)]
    [InlineData(1, 2, 2)]
    [InlineData(2, 3, 4)]
    public void Versions_that_skip_or_repeat_are_found(params int[] versions) =>
        AssertFound(
            "A stream's versions are not contiguous",
            Log([.. Whole.Zip(versions, (e, version) => e with { Version = version })], ItsFlow),
            Know()
        );

    [Fact]
    public void A_stream_with_another_version_than_its_events_is_found() =>
        AssertFound(
            "A stream's version is not that of its events",
            Log(Whole, ItsFlow) with
            {
                StreamVersions = new Dictionary<Guid, long> { [Generation] = 2 },
            },
            Know()
        );

    [Fact]
    public void A_stream_that_begins_in_the_middle_is_found() =>
        AssertFound(
            "A stream does not begin with the one queued event",
            Log([Whole[1] with { Version = 1 }, Whole[2] with { Version = 2 }], ItsFlow),
            Know()
        );

    [Fact]
    public void An_event_after_the_deletion_is_found() =>
        AssertFound(
            "Something happened after the deletion",
            Log([.. Whole[..2], new(Generation, 3, Deleted), Whole[2] with { Version = 4 }], ItsFlow),
            Know(deleted: Generation)
        );

    [Fact]
    public void A_deletion_that_was_answered_and_not_stored_is_found() =>
        AssertFound("A deletion is lost", Log(Whole, ItsFlow), Know(deleted: Generation));

    [Fact]
    public void An_unrequested_deletion_is_found() =>
        AssertFound("Deleted, and nobody was told", Log([.. Whole, new(Generation, 4, Deleted)], ItsFlow), Know());

    [Fact]
    public void A_second_generation_of_a_key_is_found() =>
        AssertFound(
            "A key has several generations",
            Log([.. Whole, new(Other, 1, Queued, Key: "key"), new(Other, 2, Deleted)], ItsFlow),
            Know(deleted: Other)
        );

    [Fact]
    public void A_generation_of_a_key_without_an_answer_is_found() =>
        AssertFound(
            "A generation that nobody was told of",
            Log([.. Whole, new(Other, 1, Queued, Key: "unanswered"), new(Other, 2, Deleted)], ItsFlow),
            Know(deleted: Other)
        );

    [Fact]
    public void A_finish_without_its_flow_is_found() =>
        AssertFound("A finished generation without its flow", Log(Whole, []), Know());

    [Fact]
    public void A_finish_with_the_flow_of_another_is_found() =>
        AssertFound("A finished generation without its flow", Log(Whole, [new(Flow, Other)]), Know());

    [Fact]
    public void A_flow_that_no_finish_made_is_found() =>
        AssertFound(
            "A flow without a finished generation",
            Log(Whole, [.. ItsFlow, new(Guid.CreateVersion7(), Generation)]),
            Know()
        );

    [Fact]
    public void A_leftover_message_is_found() =>
        AssertFound(
            "A message is left",
            Log(Whole, ItsFlow) with
            {
                MessagesLeft = ["1 incoming Incoming, owner 2"],
            },
            Know()
        );

    private static void AssertFound(string kind, EventLog log, ClientsKnow clients) =>
        Assert.Contains(kind, log.Judge(clients).Select(violation => violation.Kind));

    private static EventLog Log(LoggedEvent[] events, LoggedFlow[] flows) =>
        new(
            events,
            events.GroupBy(e => e.Stream).ToDictionary(stream => stream.Key, stream => (long)stream.Count()),
            flows,
            []
        );

    private static ClientsKnow Know(params Guid[] deleted) => Know(deleted, erased: []);

    private static ClientsKnow Know(Guid[] deleted, Guid[] erased) =>
        new(new Dictionary<string, Guid> { ["key"] = Generation }, deleted.ToHashSet(), erased.ToHashSet());
}
