using Flowgen.Api.JsonApi;
using Flowgen.Application.Organisations;
using Flowgen.Domain.Organisations;
using MediatR;

namespace Flowgen.Api.Organisations;

/// <summary>The resource API keys: an organisation's own.</summary>
internal static class ApiKeyEndpoints
{
    public static void MapApiKeys(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup(ApiKeyResource.Path)
            .WithTags("Organisation")
            .RequireAuthorization(Scope.AdministerOrganisation);

        group
            .MapGet("", List)
            .WithName("listApiKeys")
            .WithSummary("Lists API keys")
            .WithDescription(
                "All of them, oldest first: at most 100 are of use at a time. Not those that were revoked."
            )
            .Produces<Document<IReadOnlyList<NamedResource<ApiKeyAttributes>>>>(
                StatusCodes.Status200OK,
                MediaTypes.JsonApi
            );
        group
            .MapPost("", Create)
            .WithName("createApiKey")
            .WithSummary("Creates an API key")
            .WithDescription(
                "The answer has the attribute `key`, of which only a hash is stored, and which is never shown again but to a repetition with the same `Idempotency-Key`."
            )
            .Takes(IdempotencyHeader.Parameter)
            .WithMetadata(ApiKeyResource.Sent)
            .Produces<Document<NamedResource<ApiKeyAttributes>>>(StatusCodes.Status201Created, MediaTypes.JsonApi);
        group
            .MapDelete("/{keyId}", Revoke)
            .WithName("revokeApiKey")
            .WithSummary("Revokes an API key")
            .WithDescription("It is of no use from now on, on every node.")
            .Produces(StatusCodes.Status204NoContent);
    }

    private static async Task<IResult> List(
        IMediator mediator,
        CurrentOrganisation organisation,
        CancellationToken cancellationToken
    ) =>
        await mediator.Send(new ListApiKeys(organisation.Id), cancellationToken) is { } keys
            ? JsonApiAnswer.Ok(ApiKeyResource.Document(keys))
            : throw RequestException.NotFound();

    private static async Task<IResult> Create(
        HttpRequest request,
        IMediator mediator,
        CurrentOrganisation organisation,
        CancellationToken cancellationToken
    )
    {
        var sent = await RequestBody.ReadResourceAsync(request, ApiKeyResource.Type);
        var command = ApiKeyResource.Read(sent, organisation.Id) with
        {
            Use = IdempotencyHeader.Use(request, sent.Body),
        };
        var (use, created) = await mediator.Send(command, cancellationToken);
        IdempotencyHeader.Mark(use, request.HttpContext.Response);
        return JsonApiAnswer.Of(StatusCodes.Status201Created, ApiKeyResource.Document(created!));
    }

    private static async Task<IResult> Revoke(
        string keyId,
        IMediator mediator,
        CurrentOrganisation organisation,
        CancellationToken cancellationToken
    ) =>
        await mediator.Send(new RevokeApiKey(organisation.Id, keyId), cancellationToken)
            ? Results.NoContent()
            : throw RequestException.NotFound();
}
