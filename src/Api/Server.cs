namespace Flowgen.Api;

/// <summary>The program as a server.</summary>
internal static partial class Server
{
    /// <summary>Serves until the process is asked to stop, which may also happen during the start.</summary>
    /// <param name="app">With all that it serves.</param>
    /// <param name="answers">Whether it has more to answer than for its health.</param>
    /// <param name="postgres">Which Postgres it uses, for people.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> ServeAsync(this WebApplication app, bool answers, string postgres)
    {
        LogPostgres(app.Logger, postgres);
        if (answers && app.Environment.IsSandbox())
        {
            app.Invite();
        }

        try
        {
            await app.RunAsync();
        }
        catch (OperationCanceledException) when (app.Lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // A stop was requested before the start was complete.
        }

        return 0;
    }

    [LoggerMessage(LogLevel.Information, "Flowgen uses {Postgres}.")]
    private static partial void LogPostgres(ILogger logger, string postgres);
}
