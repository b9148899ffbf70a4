using System.Security.Claims;
using Flowgen.Api.Authentication;
using Flowgen.Api.Edge;
using Flowgen.Api.Flows;
using Flowgen.Api.JsonApi;
using Flowgen.Application.Common;
using Flowgen.Application.FlowGenerations.Commands;
using Flowgen.Application.FlowGenerations.Queries;
using Flowgen.Application.Flows.Queries;
using Flowgen.Application.FlowTypes;
using Flowgen.Application.Organisations;
using Flowgen.Domain.FlowGenerations;
using Flowgen.Domain.Flows;
using Flowgen.Domain.Organisations;
using MediatR;

namespace Flowgen.Api.FlowGenerations;

/// <summary>The endpoints of flow generations.</summary>
internal static partial class FlowGenerationEndpoints
{
    public static void MapFlowGenerations(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup(FlowGenerationResource.Path).WithTags("Flow generations");

        group
            .MapPost("", Create)
            .RequireAuthorization(Scope.WriteGenerations)
            .WithMetadata(Holds.Little)
            .WithName("createFlowGeneration")
            .WithSummary("Creates a flow generation")
            .WithDescription(
                "Validates the configuration, queues the generation and returns it. In the sandbox, `sync=true` waits for the flow."
            )
            .Takes(QueryParameters.Sync, FlowGenerationResource.Fields)
            .Takes(IdempotencyHeader.Parameter, Prefer.Parameter)
            .Produces<Document<Resource<FlowGenerationAttributes>>>(StatusCodes.Status201Created, MediaTypes.JsonApi);
        group
            .MapGet("", List)
            .RequireAuthorization(Scope.ReadGenerations)
            .WithMetadata(Holds.Texts)
            .WithName("listFlowGenerations")
            .WithSummary("Lists flow generations")
            .WithDescription(
                "Returns pages, newest first by default. Follow `links.next` until it is absent. A resource must match all filters. An attribute that is null matches no filter."
            )
            .Takes(FlowGenerationResource.List)
            .Takes(FlowGenerationResource.Include, FlowGenerationResource.Fields, FlowResource.Fields)
            .Produces<Document<IReadOnlyList<Resource<FlowGenerationAttributes>>>>(
                StatusCodes.Status200OK,
                MediaTypes.JsonApi
            );
        group
            .MapGet("/{id:guid}", Get)
            .RequireAuthorization(Scope.ReadGenerations)
            .WithName("getFlowGeneration")
            .WithSummary("Reads a flow generation")
            .WithDescription(
                "Returns the status of the generation; when it is finished, also its flow and its cost. With `asOf` or `version`, returns a past state. Past states of a deleted generation require the scope `events:read`."
            )
            .Takes(PointInHistory.Parameters)
            .WithMetadata(PointInHistory.Rule)
            .Takes(FlowGenerationResource.Include, FlowGenerationResource.Fields, FlowResource.Fields)
            .Takes(EntityTag.IfNoneMatch)
            .Produces<Document<Resource<FlowGenerationAttributes>>>(StatusCodes.Status200OK, MediaTypes.JsonApi);
        group
            .MapPost("/{id:guid}/regenerations", Regenerate)
            .RequireAuthorization(Scope.WriteGenerations)
            .WithName("regenerateFlow")
            .WithSummary("Regenerates a flow")
            .WithDescription(
                "Creates a new generation from the parameters and the context of this one, with the changes in the request. This generation can have any status. The relationship `regeneratedFrom` of the new generation leads to this one. Compare the two flows with `/flows/{id}/diff`. Also requires the scope `generations:read`, because the response contains the parameters and the context."
            )
            .Takes(QueryParameters.Sync, FlowGenerationResource.Fields)
            .Takes(IdempotencyHeader.Parameter, Prefer.Parameter)
            .WithMetadata(FlowGenerationResource.SentToRegenerate)
            .Produces<Document<Resource<FlowGenerationAttributes>>>(StatusCodes.Status201Created, MediaTypes.JsonApi);
        group
            .MapDelete("/{id:guid}", Delete)
            .RequireAuthorization(Scope.WriteGenerations)
            .WithName("deleteFlowGeneration")
            .WithSummary("Deletes a flow generation")
            .WithDescription(
                "A queued or processing generation is cancelled and never finishes. The flow of a finished generation and the history stay. With `erase=true`, the flow is deleted too, and all texts are removed from the history."
            )
            .Takes(QueryParameters.Erase)
            .Takes(EntityTag.IfMatch)
            .Produces(StatusCodes.Status204NoContent);
    }

    // The services for creating a generation and waiting for it.
    private sealed record Creation(
        IMediator Mediator,
        FlowTypeCatalogue FlowTypes,
        CurrentOrganisation Organisation,
        SyncWaiters Waiters,
        HostFeatures Features,
        Sync Settings,
        TimeProvider Clock,
        IHostApplicationLifetime Lifetime,
        ILogger<CreateFlowGeneration> Logger
    );

    private static Task<IResult> Create(
        HttpRequest request,
        [AsParameters] Creation creation,
        CancellationToken cancellationToken
    ) =>
        CreateAsync(
            request,
            creation,
            sent => Task.FromResult((FlowGenerationResource.Read(sent), IdempotencyKey.Hash(sent.Body))),
            cancellationToken
        );

    private static Task<IResult> Regenerate(
        Guid id,
        HttpRequest request,
        ClaimsPrincipal key,
        [AsParameters] Creation creation,
        CancellationToken cancellationToken
    )
    {
        if (!key.Has(Scope.ReadGenerations))
        {
            throw Authorisation.Lacks(Scope.ReadGenerations, request.HttpContext);
        }

        return CreateAsync(request, creation, ReadAsync, cancellationToken);

        // The idempotency key covers the original generation too, not only the body.
        async Task<(CreateFlowGeneration, string)> ReadAsync(SentResource sent) =>
            await creation.Mediator.Send(new GetFlowGeneration(id), cancellationToken) is { } original
                ? (
                    FlowGenerationResource.ReadRegeneration(sent, original),
                    IdempotencyKey.Hash([.. id.ToByteArray(), .. sent.Body])
                )
                : throw RequestException.NotFound();
    }

    private static async Task<IResult> CreateAsync(
        HttpRequest request,
        Creation creation,
        Func<SentResource, Task<(CreateFlowGeneration Command, string Hash)>> read,
        CancellationToken cancellationToken
    )
    {
        var (mediator, flowTypes, organisation, waiters, features, settings, clock, lifetime, logger) = creation;
        var wait = Wait(request, features, settings);
        var key = IdempotencyHeader.Read(request);
        var answersBy = clock.GetUtcNow() + wait;
        var sent = await RequestBody.ReadResourceAsync(request, FlowGenerationResource.Type);
        using var place = wait is null ? null : waiters.Enter(organisation.Id);
        var (command, hash) = await read(sent);
        var unused = FlowGenerationResource.Unused(sent, flowTypes.Find(command.FlowType));
        var (use, generation) = await mediator.Send(
            command with
            {
                ReadErrors = Prefer.IsStrict(request)
                    ? [.. command.ReadErrors, .. unused.Select(UnusedParameter.Refusal)]
                    : command.ReadErrors,
                Key = key is null ? null : new(IdempotencyKey.IdOf(key), hash, Guid.Empty, answersBy),
            },
            cancellationToken
        );
        IdempotencyHeader.Mark(use, request.HttpContext.Response);
        if (use is KeyUse.First && answersBy is { } deadline)
        {
            // Wait until the same deadline that a replay of this idempotency key uses.
            var left = deadline - clock.GetUtcNow();
            var limit = left > TimeSpan.Zero ? left : TimeSpan.Zero;
            Timeouts.DisableTimeout(request.HttpContext);
            var waiting = new AwaitFlowGeneration(generation!, limit, lifetime.ApplicationStopping);
            generation = await WaitAsync(waiting, mediator, logger, cancellationToken);
            if (Prefer.Wait(request) is { } preferred)
            {
                Prefer.ApplyWait(request.HttpContext.Response, preferred);
            }
        }

        return JsonApiAnswer.Created(
            FlowGenerationResource.Created(generation!, request, unused),
            FlowGenerationResource.SelfLink(generation!.Id),
            generation.Version
        );
    }

    // The maximum time to wait for the end of the generation; null if the client does not wait.
    private static TimeSpan? Wait(HttpRequest request, HostFeatures features, Sync settings)
    {
        var sync = QueryParameters.Sync.In(request);
        if (features.AllowsWaiting)
        {
            return Prefer.Wait(request) ?? (sync ? settings.Limit : null);
        }

        return !sync
            ? null // a server may ignore a preference (RFC 7240, section 2)
            : throw new RequestException(
                400,
                new RequestError(
                    "sync_not_available",
                    "Only the sandbox supports sync. Leave it out, and create a webhook or poll the generation."
                )
                {
                    Source = new() { Parameter = QueryParameters.Sync.Name },
                }
            );
    }

    // The generation is already accepted: an error while waiting must not fail the request.
    private static async Task<FlowGeneration> WaitAsync(
        AwaitFlowGeneration waiting,
        IMediator mediator,
        ILogger logger,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await mediator.Send(waiting, cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            LogWait(logger, e, waiting.Accepted.Id);
            return waiting.Accepted;
        }
    }

    private static async Task<IResult> List(
        HttpRequest request,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var listing = FlowGenerationResource.List.Read(request);
        var page = await mediator.Send(new ListFlowGenerations(listing), cancellationToken);
        var flows = await IncludedAsync(page.Items, request, mediator, cancellationToken);
        return JsonApiAnswer.Ok(FlowGenerationResource.Document(page, listing, request, flows));
    }

    private static async Task<IResult> Get(
        Guid id,
        HttpRequest request,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var generation = await ReadAsync(id, request, mediator, cancellationToken) ?? throw RequestException.NotFound();
        var flows = await IncludedAsync([generation], request, mediator, cancellationToken);
        var document = FlowGenerationResource.Document(generation, request, flows);
        return generation.IsErased // the same version had other texts before the erasure
            ? JsonApiAnswer.OkByContent(request, document)
            : JsonApiAnswer.Ok(request, document, generation.Version);
    }

    private static async Task<FlowGeneration?> ReadAsync(
        Guid id,
        HttpRequest request,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var now = new GetFlowGeneration(id);
        if (PointInHistory.In(request) is not (null, null) and var (asOf, version))
        {
            // Only keys that read events can read deleted generations.
            if (!request.HttpContext.User.Has(Scope.ReadEvents) && await mediator.Send(now, cancellationToken) is null)
            {
                return null;
            }

            var past = await mediator.Send(new GetPastFlowGeneration(id, version, asOf), cancellationToken);
            return past.IsInFuture ? throw PointInHistory.IsInFuture(request) : past.State;
        }

        return await mediator.Send(now, cancellationToken);
    }

    private static async Task<IReadOnlyList<Flow>?> IncludedAsync(
        IReadOnlyList<FlowGeneration> generations,
        HttpRequest request,
        IMediator mediator,
        CancellationToken cancellationToken
    ) =>
        FlowGenerationResource.Include.In(request).Count == 0
            ? null
            : await mediator.Send(
                new GetFlows([.. generations.Select(generation => generation.FlowId).OfType<Guid>()]),
                cancellationToken
            );

    private static async Task<IResult> Delete(
        Guid id,
        HttpRequest request,
        ClaimsPrincipal key,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var erases = QueryParameters.Erase.In(request);
        if (erases && !key.Has(Scope.AdministerOrganisation))
        {
            throw Authorisation.Lacks(Scope.AdministerOrganisation, request.HttpContext);
        }

        var command = new DeleteFlowGeneration(id, EntityTag.Expected(request), erases);
        if (!await mediator.Send(command, cancellationToken))
        {
            throw RequestException.NotFound();
        }

        return Results.NoContent();
    }

    [LoggerMessage(LogLevel.Error, "Could not wait for flow generation {FlowGenerationId}")]
    private static partial void LogWait(ILogger logger, Exception exception, Guid flowGenerationId);
}
