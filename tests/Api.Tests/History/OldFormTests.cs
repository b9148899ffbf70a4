using Flowgen.Api.Tests.Webhooks;
using Flowgen.Domain.FlowGenerations;
using Flowgen.Infrastructure.Persistence;
using Marten;
using Microsoft.Extensions.DependencyInjection;

namespace Flowgen.Api.Tests.History;

/// <summary>
/// How an event changes (docs/event-store.md), worked through: what is stored today is the second form of a queued event, and of the
/// first there are rows. Nothing but the store knows.
/// </summary>
public class OldFormTests
{
    private const string Name = "flow_generation_queued";

    // The first form had one text for both, and another word for the type.
    private sealed record QueuedOnce(
        Guid FlowGenerationId,
        string Kind,
        string Input,
        DateTimeOffset QueuedAt,
        string Salt
    );

    private static FlowGenerationQueued Upcast(QueuedOnce old)
    {
        var parts = old.Input.Split('|');
        return new(old.FlowGenerationId, old.Kind, parts[0], parts[1], old.QueuedAt, TextSalt: old.Salt);
    }

    [Fact]
    public async Task An_event_in_an_old_form_is_read_like_any_other()
    {
        await using var api = await StartAsync();
        var posted = await api.Host.Send(HttpMethod.Post, "/flow-generations?sync=true", Requests.Smallest);
        var path = $"/flow-generations/{posted.Id}";
        var paths = new[] { path, $"{path}?version=1", $"{path}/events", "/events?page[size]=2" };
        var before = await ReadAsync();

        await AgeAsync(api, posted.Id);
        await api.UntilTold();
        await api.Fixture.QueryAsync("delete from flowgen.mt_doc_flowgeneration");
        await api
            .Host.Services.GetRequiredService<ProjectionRebuild>()
            .RunAsync(TimeSpan.Zero, _ => { }, TestContext.Current.CancellationToken);
        await api.AddAsync("/replayed");
        var webhooks = await api.Host.Send(HttpMethod.Get, "/webhooks");
        var webhook = webhooks.Data.EnumerateArray().Single(one => $"{one}".Contains("/replayed"));
        await api.Host.Send(HttpMethod.Post, $"/webhooks/{webhook.GetProperty("id")}/replay?from=1");
        await api.UntilReceived(3);

        Assert.Equal(before, await ReadAsync());
        Assert.Equal(["create", "update", "update"], api.Receiver.At("/replayed").Select(one => one.Event).Order());
        Assert.All(
            api.Receiver.All,
            one => Assert.Contains("Driver wanted", $"{one.Attributes.GetProperty("resource")}")
        );

        async Task<IEnumerable<string>> ReadAsync()
        {
            var answers = await Task.WhenAll(paths.Select(one => api.Host.Send(HttpMethod.Get, one)));
            return [.. answers.Select(answer => answer.Document.GetRawText())];
        }
    }

    [Fact]
    public async Task An_event_in_an_old_form_is_erased_like_any_other()
    {
        await using var api = await StartAsync();
        var posted = await api.Host.Send(HttpMethod.Post, "/flow-generations?sync=true", Requests.Smallest);
        await AgeAsync(api, posted.Id);
        await api.UntilTold();

        await api.Host.Erase(posted.Id);

        var past = await api.Host.Send(HttpMethod.Get, $"/flow-generations/{posted.Id}?version=1");
        Assert.Equal("{}", past.Attributes.GetProperty("parameters").GetRawText());
        Assert.Equal("vacancy_application_flow", past.Attributes.GetProperty("flowType").GetString());
        Assert.Empty(await api.Fixture.TablesWith("Driver wanted"));
    }

    private static Task<WebhookApi> StartAsync() =>
        WebhookApi.StartAsync(services =>
            services.ConfigureMarten(options =>
            {
                options.Events.MapEventTypeWithSchemaVersion<FlowGenerationQueued>(Name, 2);
                options.Events.Upcast<QueuedOnce, FlowGenerationQueued>(Name, Upcast);
            })
        );

    // As the version before would have left it.
    private static async Task AgeAsync(WebhookApi api, Guid id) =>
        Assert.Equal(
            1L,
            await api.Fixture.QueryAsync(
                $"""
                with aged as (
                    update flowgen.mt_events set type = '{Name}', data = jsonb_build_object(
                        'flowGenerationId', data -> 'flowGenerationId', 'kind', data -> 'flowType', 'queuedAt', data -> 'queuedAt',
                        'salt', data -> 'textSalt',
                        'input', concat(data ->> 'parameters', '|', data ->> 'context'))
                    where stream_id = '{id}' and type = '{Name}_v2' returning id
                )
                select count(*) from aged
                """
            )
        );
}
