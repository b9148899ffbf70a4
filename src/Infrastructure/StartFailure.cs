using Flowgen.Application.Common;
using Flowgen.Application.Webhooks;
using Flowgen.Infrastructure.CommandLine;
using Flowgen.Infrastructure.Postgres;
using Microsoft.AspNetCore.Connections;

namespace Flowgen.Infrastructure;

/// <summary>Why the program can't do what it was asked for, in a line for the operator.</summary>
public static class StartFailure
{
    /// <summary>The line; null where it is no fault of the arguments, the settings or the database.</summary>
    public static string? Explain(Exception exception) =>
        (exception is CommandLineException or SecretKeyException ? exception.Message : null)
        ?? (
            exception is IOException { InnerException: AddressInUseException }
                ? $"{exception.Message} Set ASPNETCORE_URLS."
                : null
        )
        ?? SettingException.Explain(exception)
        ?? PostgresUnavailableException.Explain(exception);
}
