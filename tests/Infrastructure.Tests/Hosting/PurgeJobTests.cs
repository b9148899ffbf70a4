using System.Threading.Channels;
using Flowgen.Infrastructure.Hosting;
using Flowgen.Infrastructure.Webhooks;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Flowgen.Infrastructure.Tests.Hosting;

public class PurgeJobTests
{
    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 3, 31, 0, 0, 0, TimeSpan.Zero));
    private readonly Channel<(string Statement, object[] Values)> run = Channel.CreateUnbounded<(string, object[])>();

    private static CancellationToken Test => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_statement_is_repeated_until_it_deletes_less_than_a_slice()
    {
        long[] deleted = [PurgeJob.Slice, PurgeJob.Slice, PurgeJob.Slice - 1, 0];
        using var job = Job([new("keys", now => now.AddDays(-1)), new("others", _ => 7)], deleted);
        await job.StartAsync(Test);

        var statements = new List<string>();
        for (var i = 0; i < deleted.Length; i++)
        {
            statements.Add((await RunAsync()).Statement);
        }

        Assert.Equal(["keys", "keys", "keys", "others"], statements);
    }

    [Fact]
    public async Task A_statement_gets_its_bound_and_the_slice()
    {
        using var job = Job([new("keys", now => now.AddDays(-1))], [0]);
        await job.StartAsync(Test);

        Assert.Equal([clock.GetUtcNow().AddDays(-1), PurgeJob.Slice], (await RunAsync()).Values);
    }

    [Fact]
    public void Deliveries_are_old_by_the_time_in_their_ids()
    {
        var now = clock.GetUtcNow();
        var bound = (Guid)DeliveryPurges.Of(TimeSpan.FromDays(30))[0].Bound(now);

        Assert.True(Guid.CreateVersion7(now.AddDays(-30).AddMilliseconds(-1)).CompareTo(bound) < 0);
        Assert.True(Guid.CreateVersion7(now.AddDays(-30)).CompareTo(bound) > 0);
    }

    private PurgeJob Job(IReadOnlyList<Purge> purges, long[] deleted)
    {
        var results = new Queue<long>(deleted);
        return new(
            "rows",
            purges,
            (statement, values, _) =>
            {
                run.Writer.TryWrite((statement, values));
                return Task.FromResult(results.Dequeue());
            },
            clock,
            NullLogger<PurgeJob>.Instance
        );
    }

    private async Task<(string Statement, object[] Values)> RunAsync() => await run.Reader.ReadAsync(Test);
}
