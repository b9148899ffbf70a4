using Flowgen.Api.JsonApi;
using Flowgen.Application.Organisations;
using Flowgen.Application.Organisations.Commands;
using Flowgen.Application.Organisations.Queries;
using Flowgen.Domain.Organisations;
using MediatR;

namespace Flowgen.Api.Organisations;

/// <summary>The endpoints of the API keys of an organisation.</summary>
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
                "Returns all API keys except revoked ones, oldest first. An organisation has at most 100 valid keys."
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
                "The response has the attribute `key`. Flowgen stores only a hash of it. The key is never returned again, except to a repeated request with the same `Idempotency-Key`."
            )
            .Takes(IdempotencyHeader.Parameter)
            .WithMetadata(ApiKeyResource.Sent)
            .Produces<Document<NamedResource<ApiKeyAttributes>>>(StatusCodes.Status201Created, MediaTypes.JsonApi);
        group
            .MapDelete("/{keyId}", Revoke)
            .WithName("revokeApiKey")
            .WithSummary("Revokes an API key")
            .WithDescription("The key is invalid from now on, on every node.")
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
