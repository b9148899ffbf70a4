using Flowgen.Application.Common;
using Flowgen.Application.Webhooks;
using Flowgen.Infrastructure.CommandLine;
using Flowgen.Infrastructure.Hosting;
using Flowgen.Infrastructure.Postgres;

namespace Flowgen.Infrastructure;

/// <summary>Why the program can't do what it was asked for, in a line for the operator.</summary>
public static class StartFailure
{
    /// <summary>The line; null where it is no fault of the arguments, the settings, the addresses or the database.</summary>
    public static string? Explain(Exception exception) =>
        (
            exception is CommandLineException or SecretKeyException or ListeningException
                ? exception.Message
                : SettingException.Explain(exception) ?? PostgresUnavailableException.Explain(exception)
        )
            is { } line
            ? Terminal.Visible(line)
            : null;
}
