using System.Security.Claims;
using Flowgen.Api.Authentication;
using Flowgen.Api.Edge;
using Flowgen.Api.Flows;
using Flowgen.Api.JsonApi;
using Flowgen.Api.Webhooks;
using Flowgen.Application.Common;
using Flowgen.Application.FlowGenerations;
using Flowgen.Application.Flows;
using Flowgen.Application.FlowTypes;
using Flowgen.Application.Organisations;
using Flowgen.Domain.FlowGenerations;
using Flowgen.Domain.Flows;
using Flowgen.Domain.Organisations;
using MediatR;

namespace Flowgen.Api.FlowGenerations;

/// <summary>The resource flow generations (contract, section 2).</summary>
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
            .WithSummary("Queues the generation of a flow")
            .WithDescription(
                "Validates the configuration, queues the generation and answers with it. In the sandbox, `sync=true` waits for the flow."
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
                "Newest first unless sorted otherwise, by pages. Follow `links.next` until there is none. All filters must match; an attribute that is null matches none."
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
                "Its status, and once it is finished its flow and cost. With `asOf` or `version`, what it was in the past; also of one that is deleted, for keys with the scope `events:read`."
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
            .WithSummary("Queues the generation of a flow again")
            .WithDescription(
                "Makes a new generation of the parameters and context of this one, with what is to be other than it was, in whatever state this one is. It is named by the relationship `regeneratedFrom`. Compare the flows by `/flows/{id}/diff`. Takes the scope `generations:read` too, since the answer shows what this one was made of."
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
                "One that is queued or processing is cancelled and never finishes. A finished one's flow stays, and so does the history. With `erase=true`, the flow goes too, and the history keeps what happened but no texts."
            )
            .Takes(QueryParameters.Erase)
            .Takes(EntityTag.IfMatch)
            .Produces(StatusCodes.Status204NoContent);
    }

    // What it takes to create a generation, and perhaps to wait for it.
    private sealed record Creation(
        IMediator Mediator,
        FlowTypeCatalogue FlowTypes,
        CurrentOrganisation Organisation,
        SyncWaiters Waiters,
        IHostEnvironment Environment,
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

        // With a key, the same body means the same of the same generation alone.
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
        var (mediator, flowTypes, organisation, waiters, environment, settings, clock, lifetime, logger) = creation;
        var wait = Wait(request, environment, settings);
        var key = IdempotencyHeader.Read(request);
        var answersBy = clock.GetUtcNow() + wait;
        var sent = await RequestBody.ReadResourceAsync(request, FlowGenerationResource.Type);
        using var place = wait is null ? null : waiters.Enter(organisation.Id);
        var (command, hash) = await read(sent);
        var unused = FlowGenerationResource.Unused(sent, flowTypes.Find(command.FlowType));
        var (use, generation) = await mediator.Send(
            command with
            {
                Misread = Prefer.IsStrict(request)
                    ? [.. command.Misread, .. unused.Select(UnusedParameter.Refusal)]
                    : command.Misread,
                Key = key is null ? null : new(IdempotencyKey.IdOf(key), hash, Guid.Empty, answersBy),
            },
            cancellationToken
        );
        IdempotencyHeader.Mark(use, request.HttpContext.Response);
        if (use is KeyUse.First && answersBy is { } deadline)
        {
            // To the instant that a repetition goes by.
            var left = deadline - clock.GetUtcNow();
            var limit = left > TimeSpan.Zero ? left : TimeSpan.Zero;
            Timeouts.GoesOn(request.HttpContext);
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

    // How long to wait for the end; null where the client does not wait.
    private static TimeSpan? Wait(HttpRequest request, IHostEnvironment environment, Sync settings)
    {
        var sync = QueryParameters.Sync.In(request);
        if (environment.IsSandbox())
        {
            return Prefer.Wait(request) ?? (sync ? settings.Limit : null);
        }

        return !sync
            ? null // and a preference may be ignored (RFC 7240, section 2)
            : throw new RequestException(
                400,
                new RequestFault(
                    "sync_not_available",
                    "Only the sandbox waits: leave sync out, and register a webhook or read the generation again."
                )
                {
                    Source = new() { Parameter = QueryParameters.Sync.Name },
                }
            );
    }

    // The generation is accepted by now: trouble with waiting for it is no reason to say otherwise.
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
        return generation.IsErased // this version was another document before
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
            // What is deleted is there for auditors alone.
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
        SandboxInbox inbox,
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

        if (erases)
        {
            inbox.Forget(id);
        }

        return Results.NoContent();
    }

    [LoggerMessage(LogLevel.Error, "Could not wait for flow generation {FlowGenerationId}")]
    private static partial void LogWait(ILogger logger, Exception exception, Guid flowGenerationId);
}
