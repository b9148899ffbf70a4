using Flowgen.Application.Common;
using Flowgen.Infrastructure.CommandLine;
using Flowgen.Infrastructure.Postgres;

namespace Flowgen.Api;

/// <summary>Why the program can't do what it was asked for, in a line for the operator.</summary>
internal static class StartFailure
{
    /// <summary>The line; null where it is no fault of the arguments, the settings or the database.</summary>
    public static string? Explain(Exception exception) =>
        (exception as CommandLineException)?.Message
        ?? SettingException.Explain(exception)
        ?? PostgresUnavailableException.Explain(exception);
}
