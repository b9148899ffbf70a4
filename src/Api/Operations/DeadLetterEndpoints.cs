using Flowgen.Api.Authentication;
using Flowgen.Api.JsonApi;
using Flowgen.Application.Operations;
using MediatR;

namespace Flowgen.Api.Operations;

/// <summary>The resource dead letters, for operators alone (docs/operations.md).</summary>
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
                "The messages of all organisations that were given up. Those that failed last come first unless sorted otherwise, by pages. Follow `links.next` until there is none. All filters must match."
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
            .WithDescription("What it was about, and what it failed with.")
            .Takes(DeadLetterResource.Fields)
            .Takes(EntityTag.IfNoneMatch)
            .Produces<Document<Resource<DeadLetterAttributes>>>(StatusCodes.Status200OK, MediaTypes.JsonApi);
        group
            .MapPost("/{id:guid}/replay", Replay)
            .WithName("replayDeadLetter")
            .WithSummary("Replays a dead letter")
            .WithDescription(
                "The message waits to be handled again, by any process, as if it had never been tried; the dead letter is gone. If it fails again, there is another."
            )
            .Produces(StatusCodes.Status202Accepted);
        group
            .MapDelete("/{id:guid}", Discard)
            .WithName("discardDeadLetter")
            .WithSummary("Discards a dead letter")
            .WithDescription("Its work is never done: a flow generation stays as it is until it is deleted.")
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
