using Flowgen.Infrastructure.Webhooks;
using Microsoft.Extensions.Time.Testing;

namespace Flowgen.Infrastructure.Tests.Webhooks;

public class ReceiverHealthTests
{
    private const int Max = 16;
    private static readonly TimeSpan Hold = TimeSpan.FromSeconds(10);
    private readonly FakeTimeProvider clock = new();
    private readonly ReceiverHealth health;

    public ReceiverHealthTests() => health = new(Guid.CreateVersion7(), "an organisation", clock.GetTimestamp());

    [Fact]
    public void An_unknown_receiver_gets_two_attempts_at_a_time()
    {
        Assert.Equal(2, health.Limit(Max));
        Assert.Equal(2, Room());
    }

    [Fact]
    public void A_receiver_that_answers_quickly_gets_all_attempts_and_three_times_as_many_deliveries()
    {
        Succeed(TimeSpan.FromSeconds(2));

        Assert.True(health.IsProven);
        Assert.Equal(Max, health.Limit(Max));
        Assert.Equal(3 * Max, Room());
    }

    [Fact]
    public void A_receiver_that_answers_slowly_gets_two()
    {
        Succeed(TimeSpan.FromSeconds(1));
        Succeed(TimeSpan.FromSeconds(2.1));

        Assert.False(health.IsProven);
        Assert.Equal(2, health.Limit(Max));
    }

    [Fact]
    public void Deliveries_are_claimed_many_at_a_time()
    {
        Succeed(TimeSpan.Zero);
        health.InFlight = (3 * Max / 2) + 1;
        Assert.Equal(0, Room());

        health.InFlight--;
        Assert.Equal(3 * Max / 2, Room());
    }

    [Fact]
    public void Five_failures_in_a_row_hold_a_receiver_back_and_hand_back_its_deliveries()
    {
        health.Waiting.Enqueue(Delivery());
        for (var i = 0; i < 4; i++)
        {
            Assert.Empty(Fail());
        }

        Assert.Null(health.HeldFor);

        Assert.Single(Fail());

        Assert.Equal(Hold, health.HeldFor);
        Assert.Empty(health.Waiting);
        Assert.Equal(1, health.Limit(Max));
        Assert.Equal(0, Room());
    }

    [Fact]
    public void A_success_between_failures_begins_the_count_anew()
    {
        for (var i = 0; i < 20; i++)
        {
            if (i % 5 == 4)
            {
                Succeed(TimeSpan.Zero);
            }
            else
            {
                Fail();
            }
        }

        Assert.Null(health.HeldFor);
    }

    [Fact]
    public void A_receiver_that_is_held_back_gets_one_attempt_after_each_pause_and_pauses_double_up_to_twelve_times_the_first()
    {
        HoldBack();
        double[] pauses = [1, 2, 4, 8, 12, 12];
        foreach (var pause in pauses)
        {
            Assert.Equal(pause * Hold, health.HeldFor);
            clock.Advance((pause * Hold) - TimeSpan.FromTicks(1));
            Assert.Equal(0, Room());

            clock.Advance(TimeSpan.FromTicks(1));
            Assert.Equal(1, Room());
            Fail();
        }
    }

    [Fact]
    public void Failures_of_attempts_that_were_in_flight_do_not_lengthen_the_pause()
    {
        HoldBack();
        clock.Advance(Hold / 2);
        Fail();

        Assert.Equal(Hold, health.HeldFor);
        clock.Advance(Hold / 2);
        Assert.Equal(1, Room());
    }

    [Fact]
    public void The_attempt_after_a_pause_is_the_only_one()
    {
        HoldBack();
        clock.Advance(Hold);
        health.InFlight = 1;

        Assert.Equal(0, Room());
    }

    [Fact]
    public void A_success_ends_the_pause()
    {
        HoldBack();
        Succeed(TimeSpan.Zero);

        Assert.Null(health.HeldFor);
        Assert.Equal(Max, health.Limit(Max));
    }

    [Fact]
    public void Only_a_receiver_without_deliveries_becomes_idle()
    {
        var time = TimeSpan.FromMinutes(15);
        clock.Advance(time);
        Assert.False(health.IsIdleFor(time, clock.GetTimestamp(), clock));
        clock.Advance(TimeSpan.FromTicks(1));
        Assert.True(health.IsIdleFor(time, clock.GetTimestamp(), clock));

        health.Waiting.Enqueue(Delivery());
        Assert.False(health.IsIdleFor(time, clock.GetTimestamp(), clock));
    }

    private int Room() => health.Room(clock.GetTimestamp(), clock, Max);

    private void HoldBack()
    {
        for (var i = 0; i < 5; i++)
        {
            Fail();
        }
    }

    private List<ClaimedDelivery> Fail() => Record("refused", TimeSpan.Zero);

    private List<ClaimedDelivery> Succeed(TimeSpan duration) => Record(failure: null, duration);

    private List<ClaimedDelivery> Record(string? failure, TimeSpan duration) =>
        health.RecordOutcome(
            new(Delivery(), clock.GetUtcNow(), StatusCode: null, failure, duration, Answer: null, RetryAfter: null),
            clock.GetTimestamp(),
            clock,
            Hold
        );

    private ClaimedDelivery Delivery() =>
        new(
            Guid.CreateVersion7(),
            health.Organisation,
            health.WebhookId,
            Webhook: null,
            Body: null,
            Length: 0,
            Tries: 0,
            ParentId: null,
            clock.GetTimestamp()
        );
}
