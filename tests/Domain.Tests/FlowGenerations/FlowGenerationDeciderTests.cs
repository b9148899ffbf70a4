using Flowgen.Domain.FlowGenerations;
using static Flowgen.Domain.Tests.FlowGenerations.Given;

namespace Flowgen.Domain.Tests.FlowGenerations;

public class FlowGenerationDeciderTests
{
    [Fact]
    public void When_queued_then_the_exact_input_is_recorded()
    {
        var queued = FlowGenerationDecider.Queue(Id, "some_type", "{ \"a\" : 1.0 }", "{}", Now);

        Assert.Equal(new FlowGenerationQueued(Id, "some_type", "{ \"a\" : 1.0 }", "{}", Now), queued);
    }

    [Fact]
    public void Given_queued_when_started_then_processing_started() =>
        Assert.Equal([new FlowGenerationProcessingStarted(Id, Now)], FlowGenerationDecider.Start(History(Queued), Now));

    [Fact]
    public void Given_processing_when_started_again_then_nothing_happens() =>
        Assert.Empty(FlowGenerationDecider.Start(History(Queued, Started), Now));

    [Fact]
    public void Given_finished_when_started_again_then_nothing_happens() =>
        Assert.Empty(FlowGenerationDecider.Start(History(Queued, Started, Finished), Now));

    [Fact]
    public void Given_deleted_when_started_then_nothing_happens()
    {
        Assert.Empty(FlowGenerationDecider.Start(History(Queued, Deleted), Now));
        Assert.Empty(FlowGenerationDecider.Start(null, Now));
    }

    [Fact]
    public void Given_processing_when_finished_then_the_flow_and_its_cost_are_recorded() =>
        Assert.Equal(
            [new FlowGenerationFinished(Id, SomeFlow.Id, 7, Now, GeneratedBy.Composer)],
            FlowGenerationDecider.Finish(History(Queued, Started), SomeFlow, 7, GeneratedBy.Composer, Now)
        );

    [Fact]
    public void Given_finished_when_finished_again_then_nothing_happens() =>
        Assert.Empty(
            FlowGenerationDecider.Finish(History(Queued, Started, Finished), SomeFlow, 7, GeneratedBy.Composer, Now)
        );

    [Fact]
    public void Given_failed_when_finished_then_nothing_happens() =>
        Assert.Empty(
            FlowGenerationDecider.Finish(History(Queued, Started, Failed), SomeFlow, 7, GeneratedBy.Composer, Now)
        );

    [Fact]
    public void Given_deleted_when_finished_then_nothing_happens()
    {
        Assert.Empty(
            FlowGenerationDecider.Finish(History(Queued, Started, Deleted), SomeFlow, 7, GeneratedBy.Composer, Now)
        );
        Assert.Empty(FlowGenerationDecider.Finish(null, SomeFlow, 7, GeneratedBy.Composer, Now));
    }

    [Fact]
    public void Given_queued_when_finished_then_nothing_happens() =>
        Assert.Empty(FlowGenerationDecider.Finish(History(Queued), SomeFlow, 7, GeneratedBy.Composer, Now));

    [Fact]
    public void Given_not_ended_when_failed_then_the_reason_is_recorded()
    {
        var failed = new FlowGenerationFailed(Id, "some_code", "Some detail.", Now);

        Assert.Equal([failed], FlowGenerationDecider.Fail(History(Queued), "some_code", "Some detail.", Now));
        Assert.Equal([failed], FlowGenerationDecider.Fail(History(Queued, Started), "some_code", "Some detail.", Now));
    }

    [Fact]
    public void Given_ended_when_failed_then_nothing_happens()
    {
        Assert.Empty(FlowGenerationDecider.Fail(History(Queued, Started, Finished), "c", "d", Now));
        Assert.Empty(FlowGenerationDecider.Fail(History(Queued, Started, Failed), "c", "d", Now));
        Assert.Empty(FlowGenerationDecider.Fail(History(Queued, Deleted), "c", "d", Now));
        Assert.Empty(FlowGenerationDecider.Fail(null, "c", "d", Now));
    }

    [Fact]
    public void Given_any_status_when_deleted_then_deleted()
    {
        FlowGeneration[] histories =
        [
            History(Queued),
            History(Queued, Started),
            History(Queued, Started, Finished),
            History(Queued, Started, Failed),
        ];

        foreach (var state in histories)
        {
            Assert.Equal([new FlowGenerationDeleted(Id, Now)], FlowGenerationDecider.Delete(state, Now));
        }
    }

    [Fact]
    public void Given_deleted_when_deleted_again_then_nothing_happens()
    {
        Assert.Empty(FlowGenerationDecider.Delete(History(Queued, Deleted), Now));
        Assert.Empty(FlowGenerationDecider.Delete(null, Now));
    }

    [Fact]
    public void Given_any_status_when_erased_then_deleted_and_erased_at_once()
    {
        FlowGeneration[] histories =
        [
            History(Queued),
            History(Queued, Started),
            History(Queued, Started, Finished),
            History(Queued, Started, Failed),
        ];

        foreach (var state in histories)
        {
            Assert.Equal(
                [new FlowGenerationDeleted(Id, Now), new FlowGenerationErased(Id, Now)],
                FlowGenerationDecider.Erase(state, Now)
            );
        }
    }

    [Fact]
    public void Given_deleted_when_erased_then_only_erased() =>
        Assert.Equal([new FlowGenerationErased(Id, Now)], FlowGenerationDecider.Erase(History(Queued, Deleted), Now));

    [Fact]
    public void Given_erased_when_anything_is_asked_then_nothing_happens()
    {
        var erased = History(WithoutTexts(Queued), Started, Deleted, Erased);

        Assert.Empty(FlowGenerationDecider.Start(erased, Now));
        Assert.Empty(FlowGenerationDecider.Finish(erased, SomeFlow, 7, GeneratedBy.Composer, Now));
        Assert.Empty(FlowGenerationDecider.Fail(erased, "c", "d", Now));
        Assert.Empty(FlowGenerationDecider.Delete(erased, Now));
        Assert.Empty(FlowGenerationDecider.Erase(erased, Now));
        Assert.Empty(FlowGenerationDecider.Erase(null, Now));
    }
}
