using Flowgen.Domain.FlowGenerations;
using Marten;
using Microsoft.Extensions.DependencyInjection;

namespace Flowgen.Api.Tests.FlowGenerations;

/// <summary>A page ends before its texts take too much memory, and the list goes on as if nothing were.</summary>
public class LongTextTests(ApiFixture api)
{
    private const int Megabyte = 1024 * 1024;

    [Fact]
    public async Task A_page_of_long_texts_ends_early_and_the_walk_sees_each_row_once_in_both_directions()
    {
        var flowType = $"{Guid.CreateVersion7()}";
        // The sixth is longer than a page may be.
        int[] lengths = [.. Enumerable.Repeat(Megabyte, 5), 9 * Megabyte, .. Enumerable.Repeat(Megabyte, 14)];
        List<Guid> ids = [.. lengths.Select((length, i) => Guid.Parse($"01900000-0000-7000-8000-{i:x12}"))];
        await using (var session = Store.LightweightSession("demo"))
        {
            session.Store(lengths.Select((length, i) => Generation(ids[i], flowType, length, i)));
            await session.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        var first = $"/flow-generations?filter[flowType]={flowType}&sort=createdAt&page[size]=100";
        var forwards = await api.WalkAsync(first, "next");
        var backwards = await api.WalkAsync(ListedApi.LinkOf(forwards[^1], "self")!, "prev");

        Assert.Equal(ids, forwards.SelectMany(ListedApi.IdsOf));
        Assert.Equal(Enumerable.Repeat(2, 10), forwards.Select(page => page.Data.GetArrayLength()));
        Assert.Equal(ids, backwards.AsEnumerable().Reverse().SelectMany(ListedApi.IdsOf));
        Assert.All(backwards, page => Assert.InRange(page.Data.GetArrayLength(), 1, 2));
    }

    private IDocumentStore Store => api.Host.Services.GetRequiredService<IDocumentStore>();

    private static FlowGeneration Generation(Guid id, string flowType, int length, int second)
    {
        var at = new DateTimeOffset(2026, 11, 24, 9, 0, second, TimeSpan.Zero);
        return new(
            id,
            FlowGenerationStatus.Queued,
            flowType,
            $$"""{"long":"{{new string('x', length)}}"}""",
            Context: null,
            FlowId: null,
            Cost: null,
            Failure: null,
            at,
            at,
            Version: 1
        );
    }
}
