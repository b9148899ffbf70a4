using System.Security.Claims;
using System.Text.Json;
using Flowgen.Api.Authentication;
using Flowgen.Api.Edge;
using Flowgen.Api.JsonApi;
using Flowgen.Application.History;
using Flowgen.Application.History.Queries;
using Flowgen.Application.Organisations;
using Flowgen.Domain.FlowGenerations;
using Flowgen.Domain.Organisations;
using MediatR;

namespace Flowgen.Api.History;

/// <summary>Responses with the log of the request's organisation, in each media type.</summary>
internal sealed class LogAnswers(
    IMediator mediator,
    CurrentOrganisation organisation,
    OpenStreams places,
    IApiKeys keys,
    IHostApplicationLifetime lifetime,
    TimeProvider clock
)
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(15);

    /// <summary>A page as a JSON:API document.</summary>
    public async Task<IResult> PageAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var page = await ReadAsync(request, cancellationToken);
        var fields = FlowGenerationEventResource.Fields.In(request);
        return JsonApiAnswer.Ok(
            new Document<IReadOnlyList<Resource<FlowGenerationEventAttributes>>>(
                [.. page.Events.Select(row => FlowGenerationEventResource.From(row).Only(fields))],
                new()
                {
                    Self = HistoryEndpoints.Path + QueryParameters.Query(request),
                    First = Link(request, 0),
                    Next = Link(request, page.Next),
                }
            )
            {
                Meta = new() { CaughtUp = page.IsCaughtUp },
            }
        );
    }

    /// <summary>A page as CloudEvents.</summary>
    public async Task<IResult> PageOfCloudEventsAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var page = await ReadAsync(request, cancellationToken);
        request.HttpContext.Response.Headers.Link = $"<{Link(request, page.Next)}>; rel=\"next\"";
        return Results.Bytes(
            JsonSerializer.SerializeToUtf8Bytes(
                page.Events.Select(row => CloudEvent.From(row, organisation.Id)),
                JsonApiAnswer.Options
            ),
            MediaTypes.CloudEvents
        );
    }

    /// <summary>An export of the log up to its current end, one event per line.</summary>
    public async Task<IResult> ExportAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var filter = LogParameters.Filter(request, organisation.Id);
        var export = new ExportEvents(filter, LogParameters.After.In(request) ?? 0);
        return await StartAsync(await mediator.Send(export, cancellationToken), MediaTypes.JsonLines, request);
    }

    /// <summary>A live stream of events.</summary>
    public Task<IResult> FollowAsync(HttpRequest request)
    {
        var filter = LogParameters.Filter(request, organisation.Id);
        var after = LogParameters.ResumeAfter(request);
        return StartAsync(WhileAllowed(filter, after, request), MediaTypes.EventStream, request);
    }

    /// <summary>A live stream of the events of one generation, until its last event.</summary>
    public async Task<IResult> FollowOneAsync(Guid id, HttpRequest request)
    {
        var filter = new LogFilter(organisation.Id) { FlowGenerationId = id };
        var after = LogParameters.ResumeAfter(request) ?? 0;
        return await StartAsync(Pages(), MediaTypes.EventStream, request);

        // Reads from the beginning, even if the client resumes: the last event can be among the earlier ones.
        async IAsyncEnumerable<LogPage> Pages()
        {
            var hasEnded = false;
            await foreach (var page in WhileAllowed(filter, after: 0, request))
            {
                hasEnded |= page.Events.Any(row => HasEnded(row.Event));
                var fresh = page with { Events = [.. page.Events.Where(row => row.Sequence > after)] };
                var isLast = hasEnded && page.IsCaughtUp;
                if (!isLast || fresh.Events is not [])
                {
                    yield return fresh;
                }

                if (isLast)
                {
                    yield break;
                }
            }
        }
    }

    private static bool HasEnded(FlowGenerationEvent @event) =>
        @event is FlowGenerationFinished or FlowGenerationFailed or FlowGenerationDeleted or FlowGenerationErased;

    private Task<LogPage> ReadAsync(HttpRequest request, CancellationToken cancellationToken) =>
        mediator.Send(
            new ListEvents(
                LogParameters.Filter(request, organisation.Id),
                LogParameters.After.In(request) ?? 0,
                LogParameters.Size.In(request)
            ),
            cancellationToken
        );

    private static string Link(HttpRequest request, long after) =>
        HistoryEndpoints.Path
        + QueryParameters.Query(
            request,
            without: [LogParameters.After.Name],
            with: [new(LogParameters.After.Name, $"{after}")]
        );

    private async Task<IResult> StartAsync(IAsyncEnumerable<LogPage> source, string mediaType, HttpRequest request)
    {
        var place = places.Enter(organisation.Id);
        var pages = source.GetAsyncEnumerator(request.HttpContext.RequestAborted);
        try
        {
            if (await pages.MoveNextAsync())
            {
                return new LogAnswer(pages, mediaType, FlowGenerationEventResource.Fields.In(request), place);
            }
        }
        catch (Exception)
        {
            await pages.DisposeAsync();
            place.Dispose();
            throw;
        }

        await pages.DisposeAsync();
        place.Dispose();
        return Results.NoContent();
    }

    // Ends when the process stops, or the key loses its permission.
    private async IAsyncEnumerable<LogPage> WhileAllowed(LogFilter filter, long? after, HttpRequest request)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(
            request.HttpContext.RequestAborted,
            lifetime.ApplicationStopping
        );
        var events = await mediator.Send(new FollowEvents(filter, after, Silence), end.Token);
        await using var pages = events.GetAsyncEnumerator(end.Token);
        while (await HasNextAsync() && await IsAllowedAsync(request.HttpContext.User))
        {
            yield return pages.Current;
        }

        async Task<bool> HasNextAsync()
        {
            try
            {
                return await pages.MoveNextAsync();
            }
            catch (OperationCanceledException) when (end.IsCancellationRequested)
            {
                return false;
            }
        }
    }

    private async Task<bool> IsAllowedAsync(ClaimsPrincipal user)
    {
        var key = await keys.FindAsync(user.FindFirstValue(ApiKeyAuthentication.Key)!, CancellationToken.None);
        return key is { IsDisabled: false }
            && key.Key.Scopes.Contains(Scope.ReadEvents)
            && !(key.Key.ExpiresAt <= clock.GetUtcNow());
    }
}
