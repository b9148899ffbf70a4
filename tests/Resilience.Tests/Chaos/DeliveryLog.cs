using static Flowgen.Resilience.Tests.Chaos.EventLog;

namespace Flowgen.Resilience.Tests.Chaos;

/// <summary>A delivery as its receiver got it, by all its tries.</summary>
/// <param name="Id">The <c>webhook-id</c>.</param>
/// <param name="Stream">The generation that it names.</param>
/// <param name="Version">The version that it names.</param>
/// <param name="Event"><c>create</c>, <c>update</c> or <c>delete</c>.</param>
/// <param name="Body">A hash of its first try's.</param>
/// <param name="IsGenuine">Whether the signature of every try was right.</param>
/// <param name="IsAlwaysTheSame">Whether every try had the same bytes.</param>
internal sealed record LoggedDelivery(
    Guid Id,
    Guid? Stream,
    long Version,
    string Event,
    string Body,
    bool IsGenuine,
    bool IsAlwaysTheSame
);

/// <summary>All that the receiver of a webhook for every change to a generation was told, and whether it can be right.</summary>
internal sealed record DeliveryLog(IReadOnlyList<LoggedDelivery> Deliveries)
{
    /// <summary>Every rule that is broken, with what broke it.</summary>
    public IEnumerable<(string Kind, string Detail)> Judge(IReadOnlyList<LoggedEvent> events)
    {
        var told = Deliveries.ToLookup(delivery => (delivery.Stream, delivery.Version, delivery.Event));
        // What waits of a generation that is erased is not sent any more.
        var erased = events.Where(e => e.Type is Erased).Select(e => e.Stream).ToHashSet();
        var happened = events
            .Where(e => e.Type is not Erased)
            .ToDictionary(e => ((Guid?)e.Stream, e.Version, EventOf(e.Type)));
        foreach (var (what, e) in happened)
        {
            var count = told[what].Count();
            if (count == 0 && !erased.Contains(e.Stream))
            {
                yield return ("An event was not delivered", $"{e.Stream}: {e.Version} {e.Type}");
            }

            if (count > 1)
            {
                yield return ("An event has several deliveries", $"{e.Stream}: {e.Version} {e.Type}");
            }
        }

        foreach (var delivery in Deliveries)
        {
            if (!happened.ContainsKey((delivery.Stream, delivery.Version, delivery.Event)))
            {
                yield return ("A delivery of what did not happen", $"{delivery}");
            }

            if (!delivery.IsGenuine)
            {
                yield return ("A delivery with a wrong signature", $"{delivery}");
            }

            if (!delivery.IsAlwaysTheSame)
            {
                yield return ("A delivery with other bytes at another try", $"{delivery}");
            }
        }
    }

    private static string EventOf(string type) =>
        type switch
        {
            Queued => "create",
            Deleted => "delete",
            _ => "update",
        };
}
