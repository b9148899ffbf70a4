using Flowgen.Application.Common;
using Flowgen.Application.Webhooks;
using Flowgen.Infrastructure.CommandLine;
using Flowgen.Infrastructure.Hosting;
using Flowgen.Infrastructure.Postgres;

namespace Flowgen.Infrastructure;

/// <summary>Explains to the operator in one line why the program failed to start.</summary>
public static class StartFailure
{
    /// <summary>The line; null if the cause is not in the arguments, the settings, the addresses or the database.</summary>
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
