using Flowgen.Domain.FlowGenerations;
using Flowgen.Domain.Flows;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using static Flowgen.Domain.FlowGenerations.FlowGenerationStatus;

namespace Flowgen.Api.Tests.FlowGenerations;

/// <summary>
/// An API on a database of its own, whose generations have ties in every attribute, costs that are null, times that differ in the
/// last digit, and ids that do not sort by time.
/// </summary>
public sealed class ListedApi : IAsyncLifetime
{
    private const int Count = 43;
    private static readonly DateTimeOffset Start = new(2026, 11, 24, 9, 0, 0, TimeSpan.Zero);
    private static readonly string[] FlowTypes = ["vacancy_application_flow", "appointment_flow", "100%_Flow"];
    private static readonly FlowGenerationStatus[] Statuses = [Finished, Queued, Processing, Finished, Failed];

    public ApiFixture Api { get; } = new();

    /// <summary>Those of the organisation <c>demo</c>.</summary>
    public IReadOnlyList<FlowGeneration> All { get; } = [.. Enumerable.Range(0, Count).Select(i => Generation(i, 1))];

    /// <summary>Finished, but its flow is not there.</summary>
    public FlowGeneration WithoutFlow => All.First(generation => generation.FlowId is not null);

    public static FlowGeneration Generation(int i, int kind)
    {
        var status = Statuses[i % Statuses.Length];
        // Of 0, 1, 10 and 11 ticks, so that the fraction is of any length, or none.
        var createdAt = Start.AddSeconds(i / 8).AddTicks(((i % 4 / 2) * 10) + (i % 2));
        return new(
            Id(i * 37 % Count, kind),
            status,
            FlowTypes[i % FlowTypes.Length],
            """{"language": "nl"}""",
            Context: null,
            status is Finished ? Id(i, kind + 1) : null,
            status is Finished ? i % 3 * 5 : null,
            status is Failed ? new("generator_failed", "It did not work.") : null,
            createdAt,
            Start.AddMinutes(i * 7 % 11),
            Version: 1
        );
    }

    public async ValueTask InitializeAsync()
    {
        await Api.InitializeAsync();
        await StoreAsync("demo", [.. All]);
        await StoreAsync("other", [.. Enumerable.Range(0, 5).Select(i => Generation(i, 3))]);
        await using var session = Store.LightweightSession("demo");
        session.Store(
            All.Where(generation => generation.FlowId is not null && generation != WithoutFlow)
                .Select(generation => new Flow(
                    generation.FlowId!.Value,
                    generation.Id,
                    new("Driver", "en", 1, "Still there?", 1, []),
                    generation.UpdatedAt
                ))
        );
        await session.SaveChangesAsync();
    }

    public ValueTask DisposeAsync() => Api.DisposeAsync();

    public async Task StoreAsync(string organisation, params FlowGeneration[] generations)
    {
        await using var session = Store.LightweightSession(organisation);
        session.Store(generations);
        await session.SaveChangesAsync();
    }

    public async Task DeleteAsync(Guid id)
    {
        await using var session = Store.LightweightSession("demo");
        session.Delete<FlowGeneration>(id);
        await session.SaveChangesAsync();
    }

    /// <inheritdoc cref="Walks.WalkAsync" />
    public Task<List<Answer>> WalkAsync(string path, string link, Func<Answer, Task>? between = null) =>
        Api.WalkAsync(path, link, between);

    public static string? LinkOf(Answer page, string link) =>
        page.Document.GetProperty("links").TryGetProperty(link, out var there) ? there.GetString() : null;

    public static IEnumerable<Guid> IdsOf(Answer page) =>
        page.Data.EnumerateArray().Select(item => item.GetProperty("id").GetGuid());

    private IDocumentStore Store => Api.Host.Services.GetRequiredService<IDocumentStore>();

    private static Guid Id(int n, int kind) => Guid.Parse($"0190{kind:x4}-0000-7000-8000-{n:x12}");
}

internal static class Walks
{
    /// <summary>Follows a link, <c>next</c> or <c>prev</c>, from page to page until there is none.</summary>
    public static async Task<List<Answer>> WalkAsync(
        this ApiFixture api,
        string path,
        string link,
        Func<Answer, Task>? between = null
    )
    {
        var pages = new List<Answer>();
        for (var at = path; at is not null; at = ListedApi.LinkOf(pages[^1], link))
        {
            var page = await api.Get(at);
            Assert.Equal(200, page.Status);
            pages.Add(page);
            if (between is not null)
            {
                await between(page);
            }
        }

        return pages;
    }
}
