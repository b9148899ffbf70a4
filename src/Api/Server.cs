namespace Flowgen.Api;

/// <summary>Runs the program as a server.</summary>
internal static partial class Server
{
    /// <summary>Serves until the process is asked to stop, possibly during the start.</summary>
    /// <param name="app">The application with its endpoints.</param>
    /// <param name="postgres">The description of the Postgres server for the log.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> ServeAsync(this WebApplication app, string postgres)
    {
        LogPostgres(app.Logger, postgres);
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
