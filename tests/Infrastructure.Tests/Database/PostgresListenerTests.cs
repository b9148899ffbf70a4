using Flowgen.Infrastructure.Database;
using Flowgen.Infrastructure.Persistence;
using Microsoft.Extensions.Logging.Abstractions;

namespace Flowgen.Infrastructure.Tests.Database;

public class PostgresListenerTests
{
    [Fact]
    public void A_notification_goes_to_each_handler_of_its_channel_and_to_no_other()
    {
        var handled = new List<string>();
        using var listener = new PostgresListener(
            new("Host=unused"),
            new DatabaseWatch(),
            [
                new("a", payload => handled.Add($"first a: {payload}")),
                new("a", payload => handled.Add($"second a: {payload}")),
                new("b", payload => handled.Add($"b: {payload}")),
            ],
            TimeProvider.System,
            NullLogger<PostgresListener>.Instance
        );

        listener.Dispatch("a", "1");
        listener.Dispatch("unknown", "2");

        Assert.Equal(["first a: 1", "second a: 1"], handled);
    }
}
