using Flowgen.Api.Edge;
using Flowgen.Api.FlowGenerations;
using Flowgen.Api.JsonApi;
using Flowgen.Application.Common;
using Flowgen.Application.History;
using Flowgen.Domain.Organisations;
using MediatR;

namespace Flowgen.Api.History;

/// <summary>What happened (contract, section 5).</summary>
internal static class HistoryEndpoints
{
    public const string Path = "/events";

    private static readonly AlsoAnswers EventStream = new(
        MediaTypes.EventStream,
        "Server-sent events: `id` is the sequence, `event` the event type, `data` the resource. A comment comes after 15 s without any."
    );

    public static void MapHistory(this IEndpointRouteBuilder api)
    {
        var events = api.MapGroup("").WithTags("History").RequireAuthorization(Scope.ReadEvents);
        events
            .MapGet($"{FlowGenerationResource.Path}/{{id:guid}}/events", ListOfOne)
            .WithName("listFlowGenerationEvents")
            .WithSummary("Lists the events of a flow generation")
            .WithDescription(
                "Everything that happened to it, oldest first, by pages; also after it was deleted. Follow `links.next` until there is none. "
                    + $"With `Accept: {MediaTypes.EventStream}` as it happens, from the beginning to its end; coming back after that gets 204."
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
            .WithSummary("Lists the events of your organisation")
            .WithDescription(
                "The whole log in order, by pages. Follow `links.next`: you miss none and see none twice, whatever is committed meanwhile. It is there at "
                    + "the end too, where `meta.caughtUp` is true. "
                    + $"With `Accept: {MediaTypes.EventStream}` as it happens: after `Last-Event-ID` or page[after], else from now on. "
                    + $"With `Accept: {MediaTypes.JsonLines}` all of it, a resource a line. "
                    + $"With `Accept: {MediaTypes.CloudEvents}` a page as CloudEvents 1.0, the next one in the header `Link`."
            )
            .Takes(LogParameters.All)
            .Takes(FlowGenerationEventResource.Fields)
            .Takes(LogParameters.LastEventId)
            .WithMetadata(
                EventStream,
                new AlsoAnswers(MediaTypes.JsonLines, "A resource a line, as it would be in `data`."),
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
                MediaTypes.EventStream => await log.FollowAsync(request, cancellationToken),
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
