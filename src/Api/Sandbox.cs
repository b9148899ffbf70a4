using Flowgen.Application.Organisations;

namespace Flowgen.Api;

/// <summary>The environment to try Flowgen in: <c>ASPNETCORE_ENVIRONMENT=Sandbox</c>.</summary>
internal static partial class Sandbox
{
    private const string Page = "/swagger";

    public static bool IsSandbox(this IHostEnvironment environment) => environment.IsEnvironment("Sandbox");

    /// <summary>In the sandbox, <c>/</c> leads to the page to try things on.</summary>
    public static void MapStartPage(this WebApplication app)
    {
        if (app.Environment.IsSandbox())
        {
            app.MapGet("/", () => Results.LocalRedirect($"~{Page}")).AllowAnonymous().ExcludeFromDescription();
        }
    }

    /// <summary>Says where to look, once it can be looked at.</summary>
    public static void Invite(this WebApplication app) =>
        app.Lifetime.ApplicationStarted.Register(() =>
        {
            // None where tests have a server without one.
            if (app.Urls.FirstOrDefault() is { } url)
            {
                LogInvitation(app.Logger, Reachable(url) + Page, KeyText.Demo);
            }
        });

    // Any address of this machine.
    private static string Reachable(string url) =>
        url.Replace("://0.0.0.0", "://localhost").Replace("://[::]", "://localhost").TrimEnd('/');

    [LoggerMessage(LogLevel.Information, "Open {Url}, key {Key}")]
    private static partial void LogInvitation(ILogger logger, string url, string key);
}
