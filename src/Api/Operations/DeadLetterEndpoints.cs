using Flowgen.Api.Authentication;
using Flowgen.Api.JsonApi;
using Flowgen.Application.Operations.Commands;
using Flowgen.Application.Operations.Queries;
using MediatR;

namespace Flowgen.Api.Operations;

/// <summary>The endpoints of dead letters, for operators only (docs/operations.md).</summary>
internal static class DeadLetterEndpoints
{
    public static void MapDeadLetters(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup(DeadLetterResource.Path)
            .WithTags("Operations")
            .RequireAuthorization(ApiKeyAuthentication.Operator);

        group
            .MapGet("", List)
            .WithName("listDeadLetters")
            .WithSummary("Lists dead letters")
            .WithDescription(
                "Returns pages of the messages of all organisations whose attempts are exhausted, by default the latest failure first. Follow `links.next` until it is absent. A resource must match all filters."
            )
            .Takes(DeadLetterResource.List)
            .Takes(DeadLetterResource.Fields)
            .Produces<Document<IReadOnlyList<Resource<DeadLetterAttributes>>>>(
                StatusCodes.Status200OK,
                MediaTypes.JsonApi
            );
        group
            .MapGet("/{id:guid}", Get)
            .WithName("getDeadLetter")
            .WithSummary("Reads a dead letter")
            .WithDescription("Returns the message and its last failure.")
            .Takes(DeadLetterResource.Fields)
            .Takes(EntityTag.IfNoneMatch)
            .Produces<Document<Resource<DeadLetterAttributes>>>(StatusCodes.Status200OK, MediaTypes.JsonApi);
        group
            .MapPost("/{id:guid}/replay", Replay)
            .WithName("replayDeadLetter")
            .WithSummary("Replays a dead letter")
            .WithDescription(
                "Queues the message again, with all its attempts, and deletes the dead letter. If the message fails again, there is a new dead letter."
            )
            .Produces(StatusCodes.Status202Accepted);
        group
            .MapDelete("/{id:guid}", Discard)
            .WithName("discardDeadLetter")
            .WithSummary("Discards a dead letter")
            .WithDescription("The message is never processed. Its flow generation stays unchanged until it is deleted.")
            .Takes(EntityTag.IfMatch)
            .Produces(StatusCodes.Status204NoContent);
    }

    private static async Task<IResult> List(
        HttpRequest request,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var listing = DeadLetterResource.List.Read(request);
        var page = await mediator.Send(new ListDeadLetters(listing), cancellationToken);
        return JsonApiAnswer.Ok(DeadLetterResource.Document(page, listing, request));
    }

    private static async Task<IResult> Get(
        Guid id,
        HttpRequest request,
        IMediator mediator,
        CancellationToken cancellationToken
    ) =>
        await mediator.Send(new GetDeadLetter(id), cancellationToken) is { } letter
            ? JsonApiAnswer.Ok(
                request,
                DeadLetterResource.Document(letter, request),
                DeadLetterResource.Version(letter)
            )
            : throw RequestException.NotFound();

    private static async Task<IResult> Replay(Guid id, IMediator mediator, CancellationToken cancellationToken) =>
        await mediator.Send(new ReplayDeadLetter(id), cancellationToken)
            ? Results.Accepted()
            : throw RequestException.NotFound();

    private static async Task<IResult> Discard(
        Guid id,
        HttpRequest request,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var precondition = EntityTag.Expected(request);
        var letter = await mediator.Send(new GetDeadLetter(id), cancellationToken) ?? throw RequestException.NotFound();
        precondition.Require(DeadLetterResource.Version(letter));
        return await mediator.Send(new DiscardDeadLetter(id), cancellationToken)
            ? Results.NoContent()
            : throw RequestException.NotFound();
    }
}
