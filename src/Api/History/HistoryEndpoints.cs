using Flowgen.Api.Edge;
using Flowgen.Api.FlowGenerations;
using Flowgen.Api.JsonApi;
using Flowgen.Application.Common;
using Flowgen.Application.History;
using Flowgen.Application.History.Queries;
using Flowgen.Domain.Organisations;
using MediatR;

namespace Flowgen.Api.History;

/// <summary>The endpoints of the event log.</summary>
internal static class HistoryEndpoints
{
    public const string Path = "/events";

    private static readonly AlsoAnswers EventStream = new(
        MediaTypes.EventStream,
        "Server-sent events: `id` is the sequence, `event` is the event type, and `data` is the resource. After 15 seconds without an event, the server sends a comment."
    );

    public static void MapHistory(this IEndpointRouteBuilder api)
    {
        var events = api.MapGroup("").WithTags("History").RequireAuthorization(Scope.ReadEvents);
        events
            .MapGet($"{FlowGenerationResource.Path}/{{id:guid}}/events", ListOfOne)
            .WithName("listFlowGenerationEvents")
            .WithSummary("Lists the events of a flow generation")
            .WithDescription(
                "Returns pages of all events of the generation, oldest first, even after its deletion. Follow `links.next` until it is absent. "
                    + $"With `Accept: {MediaTypes.EventStream}`, streams the events live, from the first to the last one. A reconnect after the last event returns 204."
            )
            .Takes(FlowGenerationEventResource.ListOfOne)
            .Takes(FlowGenerationEventResource.Fields)
            .Takes(LogParameters.LastEventId)
            .WithMetadata(EventStream)
            .Produces<Document<IReadOnlyList<Resource<FlowGenerationEventAttributes>>>>(
                StatusCodes.Status200OK,
                MediaTypes.JsonApi
            );
        events
            .MapGet(Path, ListAll)
            .WithMetadata(Holds.Texts)
            .WithName("listEvents")
            .WithSummary("Lists the events of the organisation")
            .WithDescription(
                "Returns pages of the whole log, in order. Follow `links.next`: no event is missed or repeated, even while new events are committed. The link is present at "
                    + "the end of the log too, where `meta.caughtUp` is true. "
                    + $"With `Accept: {MediaTypes.EventStream}`, streams events live: after `Last-Event-ID` or page[after], or else from now on. "
                    + $"With `Accept: {MediaTypes.JsonLines}`, exports the log, one resource per line. "
                    + $"With `Accept: {MediaTypes.CloudEvents}`, returns a page as CloudEvents 1.0; the header `Link` has the next page."
            )
            .Takes(LogParameters.All)
            .Takes(FlowGenerationEventResource.Fields)
            .Takes(LogParameters.LastEventId)
            .WithMetadata(
                EventStream,
                new AlsoAnswers(MediaTypes.JsonLines, "One resource per line, in the form of an item of `data`."),
                new AlsoAnswers(MediaTypes.CloudEvents, "CloudEvents 1.0", typeof(IReadOnlyList<CloudEvent>))
            )
            .Produces<Document<IReadOnlyList<Resource<FlowGenerationEventAttributes>>>>(
                StatusCodes.Status200OK,
                MediaTypes.JsonApi
            );
    }

    private static async Task<IResult> ListOfOne(
        Guid id,
        HttpRequest request,
        IMediator mediator,
        LogAnswers log,
        CancellationToken cancellationToken
    )
    {
        var isStream = MediaTypes.Chosen(request) == MediaTypes.EventStream;
        var listing = isStream
            ? new Listing([], [new("version", IsDescending: false)], Size: 1, From: null)
            : FlowGenerationEventResource.ListOfOne.Read(request);
        if (await mediator.Send(new ListFlowGenerationEvents(id, listing), cancellationToken) is not { } page)
        {
            throw RequestException.NotFound();
        }

        return isStream
            ? await log.FollowOneAsync(id, request)
            : JsonApiAnswer.Ok(FlowGenerationEventResource.Document(page, listing, request));
    }

    private static async Task<IResult> ListAll(HttpRequest request, LogAnswers log, CancellationToken cancellationToken)
    {
        try
        {
            return MediaTypes.Chosen(request) switch
            {
                MediaTypes.EventStream => await log.FollowAsync(request),
                MediaTypes.JsonLines => await log.ExportAsync(request, cancellationToken),
                MediaTypes.CloudEvents => await log.PageOfCloudEventsAsync(request, cancellationToken),
                _ => await log.PageAsync(request, cancellationToken),
            };
        }
        catch (PositionBeyondLogException)
        {
            throw LogParameters.IsBeyondLog(request);
        }
    }
}
