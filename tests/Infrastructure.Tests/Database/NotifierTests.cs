using System.Threading.Channels;
using Flowgen.Infrastructure.Database;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Flowgen.Infrastructure.Tests.Database;

public class NotifierTests
{
    private readonly FakeTimeProvider clock = new();
    private readonly Channel<(DateTimeOffset At, IReadOnlyList<string> Channels)> sent = Channel.CreateUnbounded<(
        DateTimeOffset,
        IReadOnlyList<string>
    )>();

    private static CancellationToken Test => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Calls_for_several_channels_before_the_next_statement_share_it()
    {
        using var notifier = NewNotifier();
        notifier.Notify("a");
        notifier.Notify("b");
        notifier.Notify("a");
        await notifier.StartAsync(Test);

        Assert.Equal(["a", "b"], (await SentAsync()).Channels.Order());
        Assert.False(sent.Reader.TryRead(out _));
    }

    [Fact]
    public async Task A_second_notification_waits_for_the_pause_and_none_is_lost()
    {
        using var notifier = NewNotifier();
        await notifier.StartAsync(Test);
        notifier.Notify("a");
        var first = await SentAsync();
        notifier.Notify("a");

        (DateTimeOffset At, IReadOnlyList<string> Channels) second;
        while (!sent.Reader.TryRead(out second))
        {
            clock.Advance(TimeSpan.FromMilliseconds(1));
            await Task.Yield();
        }

        Assert.Equal(["a"], second.Channels);
        Assert.True(second.At - first.At >= Notifier.Pause);
    }

    private Notifier NewNotifier() =>
        new(
            (channels, _) =>
            {
                sent.Writer.TryWrite((clock.GetUtcNow(), channels));
                return Task.CompletedTask;
            },
            clock,
            NullLogger<Notifier>.Instance
        );

    private async Task<(DateTimeOffset At, IReadOnlyList<string> Channels)> SentAsync() =>
        await sent.Reader.ReadAsync(Test);
}
