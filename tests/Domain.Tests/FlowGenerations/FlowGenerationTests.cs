using Flowgen.Domain.FlowGenerations;
using static Flowgen.Domain.Tests.FlowGenerations.Given;

namespace Flowgen.Domain.Tests.FlowGenerations;

public class FlowGenerationTests
{
    [Fact]
    public void A_history_folds_into_the_state_that_clients_read()
    {
        var state = History(Queued, Started, Finished);

        Assert.Equal(
            new FlowGeneration(
                Id,
                FlowGenerationStatus.Finished,
                Queued.FlowType,
                Queued.Parameters,
                Queued.Context,
                SomeFlow.Id,
                Finished.Cost,
                Failure: null,
                CreatedAt: Queued.QueuedAt,
                UpdatedAt: Finished.FinishedAt,
                Version: 3
            ),
            state
        );
    }

    [Fact]
    public void A_failure_has_its_reason_and_no_flow()
    {
        var state = History(Queued, Started, Failed);

        Assert.Equal(FlowGenerationStatus.Failed, state.Status);
        Assert.Equal(new FlowGenerationFailure(Failed.Code, Failed.Detail), state.Failure);
        Assert.Null(state.FlowId);
        Assert.Null(state.Cost);
    }

    [Fact]
    public void A_history_has_a_state_for_each_event()
    {
        var states = FlowGeneration.History([Queued, Started, Deleted]).ToList();

        Assert.Equal([History(Queued), History(Queued, Started), History(Queued, Started, Deleted)], states);
        Assert.Equal([1, 2, 3], states.Select(state => state.Version));
    }

    [Fact]
    public void An_erased_history_has_its_facts_and_no_texts()
    {
        var queued = new FlowGenerationQueued(Id, "some_type", """{"a":1}""", """{"type":"text"}""", Now);
        FlowGenerationEvent[] rest = [Started, Finished, Deleted, Erased];

        var states = FlowGeneration.History([WithoutTexts(queued), .. rest]).ToList();

        Assert.All(
            states,
            state => Assert.Equal(("{}", null, true), (state.Parameters, state.Context, state.IsErased))
        );
        Assert.Equal(FlowGeneration.History([queued, .. rest]).Select(Facts), states.Select(Facts));
        Assert.Equal(FlowGenerationStatus.Erased, states[^1].Status);

        static FlowGeneration Facts(FlowGeneration state) =>
            state with
            {
                Parameters = "",
                Context = "",
                IsErased = false,
            };
    }

    [Fact]
    public void An_erasure_removes_the_texts_from_the_state()
    {
        var queued = new FlowGenerationQueued(Id, "some_type", """{"a":1}""", """{"type":"text"}""", Now);

        Assert.Equal(History(WithoutTexts(queued), Deleted, Erased), History(queued, Deleted, Erased));
    }

    [Fact]
    public void An_erasure_follows_only_a_deletion()
    {
        FlowGeneration?[] others =
        [
            null,
            History(Queued),
            History(Queued, Started),
            History(Queued, Started, Finished),
            History(Queued, Deleted, Erased),
        ];

        foreach (var state in others)
        {
            Assert.Throws<InvalidOperationException>(() => FlowGeneration.Evolve(state, Erased));
        }
    }

    [Fact]
    public void Only_an_erasure_follows_a_deletion()
    {
        var deleted = History(Queued, Started, Deleted);
        var erased = History(Queued, Started, Deleted, Erased);

        foreach (var next in new FlowGenerationEvent[] { Started, Finished, Failed, Deleted, Queued })
        {
            Assert.Throws<InvalidOperationException>(() => FlowGeneration.Evolve(deleted, next));
            Assert.Throws<InvalidOperationException>(() => FlowGeneration.Evolve(erased, next));
        }
    }

    [Fact]
    public void Only_queued_begins_a_history()
    {
        foreach (var first in new FlowGenerationEvent[] { Started, Finished, Failed, Deleted })
        {
            Assert.Throws<InvalidOperationException>(() => FlowGeneration.Evolve(null, first));
        }
    }
}
