using Flowgen.Application.Organisations;

namespace Flowgen.Api;

/// <summary>The environment for trying Flowgen: <c>ASPNETCORE_ENVIRONMENT=Sandbox</c>.</summary>
internal static partial class Sandbox
{
    private const string Page = "/swagger";

    public static bool IsSandbox(this IHostEnvironment environment) => environment.IsEnvironment("Sandbox");

    /// <summary>In the sandbox, <c>/</c> redirects to the Swagger page.</summary>
    public static void MapStartPage(this WebApplication app)
    {
        if (app.Environment.IsSandbox())
        {
            app.MapGet("/", () => Results.LocalRedirect($"~{Page}")).AllowAnonymous().ExcludeFromDescription();
        }
    }

    /// <summary>Logs the URL of the Swagger page when the server has started.</summary>
    public static void Invite(this WebApplication app) =>
        app.Lifetime.ApplicationStarted.Register(() =>
        {
            // A server of tests has no URL.
            if (app.Urls.FirstOrDefault() is { } url)
            {
                LogInvitation(app.Logger, Reachable(url) + Page, KeyText.Demo);
            }
        });

    // Replaces the wildcard address by one that a browser can open.
    private static string Reachable(string url) =>
        url.Replace("://0.0.0.0", "://localhost").Replace("://[::]", "://localhost").TrimEnd('/');

    [LoggerMessage(LogLevel.Information, "Open {Url}, key {Key}")]
    private static partial void LogInvitation(ILogger logger, string url, string key);
}
