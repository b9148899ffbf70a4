using static Flowgen.Resilience.Tests.Chaos.EventLog;

namespace Flowgen.Resilience.Tests.Chaos;

/// <summary>What judges the deliveries of a run does find what is wrong, each by its name.</summary>
public class DeliveryLogTests
{
    private static readonly Guid Generation = Guid.CreateVersion7();

    private static readonly LoggedEvent[] Events =
    [
        new(Generation, 1, Queued),
        new(Generation, 2, Started),
        new(Generation, 3, Finished),
        new(Generation, 4, Deleted),
    ];

    private static readonly LoggedDelivery[] Whole =
    [
        Delivery(1, "create"),
        Delivery(2, "update"),
        Delivery(3, "update"),
        Delivery(4, "delete"),
    ];

    [Fact]
    public void One_delivery_of_each_event_breaks_no_rule() => Assert.Empty(new DeliveryLog(Whole).Judge(Events));

    [Fact]
    public void What_is_erased_is_not_told_of_and_what_waited_may_be_lacking() =>
        Assert.Empty(new DeliveryLog(Whole[..2]).Judge([.. Events, new(Generation, 5, Erased)]));

    [Fact]
    public void An_event_that_was_not_delivered_is_found() =>
        AssertFound("An event was not delivered", [.. Whole[..2], Whole[3]]);

    [Fact]
    public void An_event_that_was_announced_twice_is_found() =>
        AssertFound("An event has several deliveries", [.. Whole, Delivery(3, "update")]);

    [Theory]
    [InlineData(5, "update")]
    [InlineData(3, "delete")]
    public void A_delivery_of_nothing_is_found(int version, string @event) =>
        AssertFound("A delivery of what did not happen", [.. Whole, Delivery(version, @event)]);

    [Fact]
    public void A_ping_that_nobody_asked_for_is_found() =>
        AssertFound("A delivery of what did not happen", [.. Whole, Delivery(0, "ping") with { Stream = null }]);

    [Fact]
    public void A_wrong_signature_is_found() =>
        AssertFound("A delivery with a wrong signature", [.. Whole[..3], Whole[3] with { IsGenuine = false }]);

    [Fact]
    public void Other_bytes_at_another_try_are_found() =>
        AssertFound(
            "A delivery with other bytes at another try",
            [.. Whole[..3], Whole[3] with { IsAlwaysTheSame = false }]
        );

    private static LoggedDelivery Delivery(int version, string @event) =>
        new(Guid.CreateVersion7(), Generation, version, @event, "hash", IsGenuine: true, IsAlwaysTheSame: true);

    private static void AssertFound(string kind, LoggedDelivery[] deliveries) =>
        Assert.Equal([kind], new DeliveryLog(deliveries).Judge(Events).Select(violation => violation.Kind));
}
