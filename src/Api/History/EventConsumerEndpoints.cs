using Flowgen.Api.JsonApi;
using Flowgen.Application.Common;
using Flowgen.Application.History;
using Flowgen.Application.Organisations;
using Flowgen.Domain;
using Scope = Flowgen.Domain.Organisations.Scope;

namespace Flowgen.Api.History;

/// <summary>The positions that are kept for consumers of the log.</summary>
internal static class EventConsumerEndpoints
{
    public static void MapEventConsumers(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup(EventConsumerResource.Path).WithTags("History").RequireAuthorization(Scope.ReadEvents);
        group
            .MapGet("", List)
            .WithName("listEventConsumers")
            .WithSummary("Lists the consumers of your log")
            .WithDescription($"By name, each with how far it lags. There are at most {IEventConsumers.Most}.")
            .Produces<Document<IReadOnlyList<NamedResource<EventConsumerAttributes>>>>(
                StatusCodes.Status200OK,
                MediaTypes.JsonApi
            );
        group
            .MapGet("/{consumer}", Get)
            .WithName("getEventConsumer")
            .WithSummary("Reads where a consumer is")
            .WithDescription("Go on with `GET /events?page[after]=` its position.")
            .Takes(EntityTag.IfNoneMatch)
            .Produces<Document<NamedResource<EventConsumerAttributes>>>(StatusCodes.Status200OK, MediaTypes.JsonApi);
        group
            .MapPut("/{consumer}", Put)
            .WithName("keepEventConsumer")
            .WithSummary("Keeps the position of a consumer")
            .WithDescription(
                "Makes the consumer where there is none. Send `If-Match` with the `ETag` of what you read, so that two processes under one name do not move each other."
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
            .WithSummary("Forgets a consumer")
            .WithDescription("Its position alone: the log stays.")
            .Takes(EntityTag.IfMatch)
            .Produces(StatusCodes.Status204NoContent);
    }

    private static async Task<IResult> List(
        IEventConsumers consumers,
        CurrentOrganisation organisation,
        CancellationToken cancellationToken
    ) =>
        JsonApiAnswer.Ok(EventConsumerResource.Document(await consumers.ListAsync(organisation.Id, cancellationToken)));

    private static async Task<IResult> Get(
        string consumer,
        HttpRequest request,
        IEventConsumers consumers,
        CurrentOrganisation organisation,
        CancellationToken cancellationToken
    ) =>
        await consumers.FindAsync(organisation.Id, consumer, cancellationToken) is { } found
            ? JsonApiAnswer.Ok(request, EventConsumerResource.Document(found), found.Version)
            : throw RequestException.NotFound();

    private static async Task<IResult> Put(
        string consumer,
        HttpRequest request,
        IEventConsumers consumers,
        CurrentOrganisation organisation,
        CancellationToken cancellationToken
    )
    {
        EventConsumerResource.RequireName(consumer);
        var precondition = EntityTag.Expected(request);
        var sent = await RequestBody.ReadResourceAsync(request, EventConsumerResource.Type);
        var position = EventConsumerResource.Read(sent, consumer);
        try
        {
            var (outcome, kept) = await consumers.KeepAsync(
                organisation.Id,
                consumer,
                position,
                precondition,
                cancellationToken
            );
            return outcome switch
            {
                PositionKept.OtherVersion => throw Precondition.Failed(),
                PositionKept.TooMany => throw new DomainRuleException(
                    "too_many_consumers",
                    $"An organisation may have {IEventConsumers.Most} consumers: delete one that is not used any more."
                ),
                PositionKept.Created => JsonApiAnswer.Created(
                    EventConsumerResource.Document(kept!),
                    EventConsumerResource.SelfLink(consumer),
                    kept!.Version
                ),
                _ => JsonApiAnswer.Changed(EventConsumerResource.Document(kept!), kept!.Version),
            };
        }
        catch (PositionBeyondLogException)
        {
            throw EventConsumerResource.IsBeyondLog();
        }
    }

    private static async Task<IResult> Delete(
        string consumer,
        HttpRequest request,
        IEventConsumers consumers,
        CurrentOrganisation organisation,
        CancellationToken cancellationToken
    ) =>
        await consumers.ForgetAsync(organisation.Id, consumer, EntityTag.Expected(request), cancellationToken) switch
        {
            true => Results.NoContent(),
            false => throw RequestException.NotFound(),
            null => throw Precondition.Failed(),
        };
}
