using Flowgen.Domain.FlowGenerations;
using static Flowgen.Domain.Tests.FlowGenerations.Given;

namespace Flowgen.Domain.Tests.FlowGenerations;

public class FlowGenerationTests
{
    [Fact]
    public void A_history_folds_into_what_a_client_reads()
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
    public void Nothing_follows_a_deletion()
    {
        var deleted = History(Queued, Started, Deleted);

        foreach (var next in new FlowGenerationEvent[] { Started, Finished, Failed, Deleted, Queued })
        {
            Assert.Throws<InvalidOperationException>(() => FlowGeneration.Evolve(deleted, next));
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
