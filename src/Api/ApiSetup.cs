using Flowgen.Api.Authentication;
using Flowgen.Api.Edge;
using Flowgen.Api.FlowGenerations;
using Flowgen.Api.Flows;
using Flowgen.Api.FlowTypes;
using Flowgen.Api.History;
using Flowgen.Api.JsonApi;
using Flowgen.Api.OpenApi;
using Flowgen.Api.Operations;
using Flowgen.Api.Organisations;
using Flowgen.Api.Vacancies;
using Flowgen.Api.Webhooks;
using Flowgen.Application.Common;
using Flowgen.Application.Webhooks;

namespace Flowgen.Api;

/// <summary>Sets up the HTTP API: the middleware and the endpoints.</summary>
internal static class ApiSetup
{
    public static void AddApi(this WebApplicationBuilder builder, HostFeatures features)
    {
        builder.WebHost.ConfigureKestrel(ServerLimits.Set);
        builder.Services.AddCors();
        builder.Services.Configure<RouteOptions>(routes => routes.SetParameterPolicy<Uuid>("guid"));
        builder.Services.AddExceptionHandler<ErrorAnswers>();
        builder
            .Services.AddSingleton(builder.Configuration.Read<Limits>("Limits"))
            .AddSingleton(builder.Configuration.Read<Sync>("Sync"))
            .AddSingleton(builder.Configuration.Read<MemorySettings>("Memory"))
            .AddSingleton<MemoryBudgets>()
            .AddSingleton<RequestMemory>()
            .AddSingleton<RateLimits>()
            .AddSingleton<SyncWaiters>()
            .AddSingleton<OpenStreams>()
            .AddScoped<LogAnswers>()
            .AddTimeouts();
        builder.AddAuthorisation(features);
        builder.Services.AddSingleton<IWebhookResources, WebhookResources>();
        builder.Services.AddSwagger();
    }

    /// <summary>
    /// Adds the middleware and, if <paramref name="servesApi"/> is true, the endpoints of the API and of an extension. Health endpoints are
    /// mapped separately.
    /// </summary>
    public static void UseApi(this WebApplication app, bool servesApi, IExtension? extension)
    {
        var isProduction = app.Environment.IsProduction();
        app.UseProxies();
        app.Use(
            (context, next) =>
            {
                // Set when the response starts, because an error clears earlier headers.
                context.Response.OnStarting(() =>
                {
                    context.Response.Headers["X-Request-Id"] = ErrorAnswers.RequestId(context);
                    SecurityHeaders.Set(context, isProduction);
                    return Task.CompletedTask;
                });
                return next(context);
            }
        );
        app.Use(AnswerHeadAsGet);
        app.UseExceptionHandler(_ => { });
        app.UseStatusCodePages(ErrorAnswers.WriteStatus);
        app.UseRouting();
        app.UseOrigins();
        app.UseRequestTimeouts();
        var limits = app.Services.GetRequiredService<RateLimits>();
        app.Use(limits.RefuseGuesses);
        app.UseAuthentication();
        app.Use(limits.Take);
        if (servesApi)
        {
            app.UseSwaggerUI();
        }

        app.UseAuthorization();
        app.Use(app.Services.GetRequiredService<RequestMemory>().Reserve);

        if (servesApi)
        {
            app.MapSwaggerFiles();
            app.MapResources(extension);
        }
    }

    private static void MapResources(this WebApplication app, IExtension? extension)
    {
        var api = app.MapGroup("")
            .AddEndpointFilter(MediaTypes.RequireAcceptable)
            .AddEndpointFilter(QueryParameters.Check)
            .AddEndpointFilter(IdempotencyHeader.RequireMeaning);
        api.MapFlowTypes();
        api.MapVacancyAnalyses();

        var stored = api.MapGroup("").AddEndpointFilter(RequireDatabase);
        var ofTexts = stored.MapGroup("").WithMetadata(Holds.OneText);
        ofTexts.MapFlowGenerations();
        ofTexts.MapFlows();
        ofTexts.MapFlowParts();
        ofTexts.MapHistory();
        stored.MapEventConsumers();
        stored.MapAudit();
        stored.MapOrganisation();
        stored.MapApiKeys();
        stored.MapWebhooks();
        stored.MapWebhookDeliveries();
        stored.MapDeadLetters();
        extension?.Map(app, stored);
    }

    // Fails fast with 503 while the database is known to be unreachable.
    private static ValueTask<object?> RequireDatabase(
        EndpointFilterInvocationContext context,
        EndpointFilterDelegate next
    ) =>
        context.HttpContext.RequestServices.GetRequiredService<IDatabaseWatch>().IsUnreachable
            ? throw new TimeoutException("The database is unreachable.")
            : next(context);

    // HEAD is GET without the body (RFC 9110, section 9.3.2). Routing would find no endpoint for HEAD.
    private static async Task AnswerHeadAsGet(HttpContext context, RequestDelegate next)
    {
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await next(context);
            return;
        }

        var body = context.Response.Body;
        context.Request.Method = HttpMethods.Get;
        context.Response.Body = Stream.Null;
        try
        {
            await next(context);
        }
        finally
        {
            context.Request.Method = HttpMethods.Head;
            context.Response.Body = body;
        }
    }
}
