using Flowgen.Api;
using Flowgen.Application.Common;
using Flowgen.Application.FlowGenerations.Commands;
using Flowgen.Application.Organisations;
using Flowgen.Sandbox.Postgres;
using MediatR;
using Swashbuckle.AspNetCore.SwaggerUI;

namespace Flowgen.Sandbox;

/// <summary>
/// The sandbox (<c>ASPNETCORE_ENVIRONMENT=Sandbox</c>): its own Postgres, the demo organisation and its key, an inbox for webhooks, and a
/// Swagger page that fills in the examples.
/// </summary>
public sealed partial class SandboxExtension : IExtension
{
    private const string Page = "/swagger";
    private readonly PostgresServer? server;

    private SandboxExtension(PostgresServer? server) => this.server = server;

    /// <inheritdoc />
    public HostFeatures Features { get; } =
        new()
        {
            AllowsWaiting = true,
            AppliesSchema = true,
            AcceptsDemoKey = true,
            HasInbox = true,
        };

    /// <inheritdoc />
    public string? Postgres => server?.Origin;

    /// <summary>Creates the sandbox; null in another environment. Without a connection string, it starts a Postgres server.</summary>
    /// <exception cref="Infrastructure.Postgres.PostgresUnavailableException">No Postgres server can be started.</exception>
    public static async Task<IExtension?> ForAsync(WebApplicationBuilder builder)
    {
        if (!builder.Environment.IsEnvironment("Sandbox"))
        {
            return null;
        }

        var directory = builder.Configuration.Read<PostgresSettings>("Postgres").DataDirectory;
        if (builder.Configuration.GetConnectionString("Postgres") is { Length: > 0 })
        {
            return new SandboxExtension(server: null);
        }

        var server = await PostgresServer.StartAsync(directory ?? PostgresServer.DefaultDirectory(), "flowgen");
        builder.Configuration["ConnectionStrings:Postgres"] = server.ConnectionString;
        return new SandboxExtension(server);
    }

    /// <inheritdoc />
    public void Add(WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddHostedService<DemoOrganisation>();
        var keys = services.Last(service => service.ServiceType == typeof(IApiKeys)).ImplementationFactory!;
        services.AddSingleton<IApiKeys>(provider => new DemoKeys((IApiKeys)keys(provider)));
        services.AddSingleton<Inbox>();
        services.AddScoped<IPipelineBehavior<DeleteFlowGeneration, bool>, InboxErasure>();
        services.Configure<SwaggerUIOptions>(options => options.InjectJavascript("sandbox.js"));
    }

    /// <inheritdoc />
    public void Map(WebApplication app, IEndpointRouteBuilder stored)
    {
        var pages = app.MapGroup("").ExcludeFromDescription().AllowAnonymous();
        pages.MapGet("/", () => Results.LocalRedirect($"~{Page}"));
        pages.MapGet(
            $"{Page}/sandbox.js",
            () => Results.Stream(GetType().Assembly.GetManifestResourceStream("sandbox.js")!, "text/javascript")
        );
        Inbox.Map(stored);
        app.Lifetime.ApplicationStarted.Register(() => Invite(app));
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => server?.DisposeAsync() ?? ValueTask.CompletedTask;

    // Logs the URL of the Swagger page. A test server has no URL.
    private static void Invite(WebApplication app)
    {
        if (app.Urls.FirstOrDefault() is { } url)
        {
            LogInvitation(app.Logger, Reachable(url) + Page, KeyText.Demo);
        }
    }

    // Replaces a wildcard address by localhost, which a browser can open.
    private static string Reachable(string url) =>
        url.Replace("://0.0.0.0", "://localhost").Replace("://[::]", "://localhost").TrimEnd('/');

    [LoggerMessage(LogLevel.Information, "Open {Url}, key {Key}")]
    private static partial void LogInvitation(ILogger logger, string url, string key);

    /// <summary>The section <c>Postgres</c>.</summary>
    private sealed record PostgresSettings
    {
        /// <summary>The directory of the private cluster; null for the default.</summary>
        public string? DataDirectory { get; init; }
    }
}
