using Flowgen.Api.JsonApi;
using Flowgen.Application.History;
using Flowgen.Application.History.Commands;
using Flowgen.Application.History.Queries;
using Flowgen.Domain.Organisations;
using MediatR;

namespace Flowgen.Api.History;

/// <summary>The endpoints of event consumers: their positions in the log.</summary>
internal static class EventConsumerEndpoints
{
    public static void MapEventConsumers(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup(EventConsumerResource.Path).WithTags("History").RequireAuthorization(Scope.ReadEvents);
        group
            .MapGet("", List)
            .WithName("listEventConsumers")
            .WithSummary("Lists event consumers")
            .WithDescription(
                $"Returns all consumers by name, each with its lag. An organisation has at most {IEventConsumers.MaxConsumers}."
            )
            .Produces<Document<IReadOnlyList<NamedResource<EventConsumerAttributes>>>>(
                StatusCodes.Status200OK,
                MediaTypes.JsonApi
            );
        group
            .MapGet("/{consumer}", Get)
            .WithName("getEventConsumer")
            .WithSummary("Reads an event consumer")
            .WithDescription(
                "Returns the position of the consumer. Continue with `GET /events?page[after]={position}`."
            )
            .Takes(EntityTag.IfNoneMatch)
            .Produces<Document<NamedResource<EventConsumerAttributes>>>(StatusCodes.Status200OK, MediaTypes.JsonApi);
        group
            .MapPut("/{consumer}", Put)
            .WithName("keepEventConsumer")
            .WithSummary("Stores the position of an event consumer")
            .WithDescription(
                "Creates the consumer if it does not exist. Send `If-Match` with the `ETag` of the last response, so that two processes with the same name do not overwrite each other's position."
            )
            .WithMetadata(EventConsumerResource.Schema)
            .Takes(EntityTag.IfMatch, EntityTag.IfNew)
            .Produces<Document<NamedResource<EventConsumerAttributes>>>(StatusCodes.Status200OK, MediaTypes.JsonApi)
            .Produces<Document<NamedResource<EventConsumerAttributes>>>(
                StatusCodes.Status201Created,
                MediaTypes.JsonApi
            );
        group
            .MapDelete("/{consumer}", Delete)
            .WithName("deleteEventConsumer")
            .WithSummary("Deletes an event consumer")
            .WithDescription("Deletes only the position. The log stays unchanged.")
            .Takes(EntityTag.IfMatch)
            .Produces(StatusCodes.Status204NoContent);
    }

    private static async Task<IResult> List(IMediator mediator, CancellationToken cancellationToken) =>
        JsonApiAnswer.Ok(
            EventConsumerResource.Document(await mediator.Send(new ListEventConsumers(), cancellationToken))
        );

    private static async Task<IResult> Get(
        string consumer,
        HttpRequest request,
        IMediator mediator,
        CancellationToken cancellationToken
    ) =>
        await mediator.Send(new GetEventConsumer(consumer), cancellationToken) is { } found
            ? JsonApiAnswer.Ok(request, EventConsumerResource.Document(found), found.Version)
            : throw RequestException.NotFound();

    private static async Task<IResult> Put(
        string consumer,
        HttpRequest request,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        EventConsumerResource.RequireName(consumer);
        var precondition = EntityTag.Expected(request);
        var sent = await RequestBody.ReadResourceAsync(request, EventConsumerResource.Type);
        var position = EventConsumerResource.Read(sent, consumer);
        var (kept, isNew) = await mediator.Send(
            new KeepEventConsumer(consumer, position, precondition),
            cancellationToken
        );
        var document = EventConsumerResource.Document(kept);
        return isNew
            ? JsonApiAnswer.Created(document, EventConsumerResource.SelfLink(consumer), kept.Version)
            : JsonApiAnswer.Changed(document, kept.Version);
    }

    private static async Task<IResult> Delete(
        string consumer,
        HttpRequest request,
        IMediator mediator,
        CancellationToken cancellationToken
    ) =>
        await mediator.Send(new DeleteEventConsumer(consumer, EntityTag.Expected(request)), cancellationToken)
            ? Results.NoContent()
            : throw RequestException.NotFound();
}
