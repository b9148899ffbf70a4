using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Flowgen.Infrastructure.CommandLine;

/// <summary>The standard output of the commands here has their result alone, for programs to read; all else goes to the standard error.</summary>
public static class CommandOutput
{
    private static readonly string[] Verbs = ["organisations", "keys", "db", "projections"];

    /// <summary>Where the result goes.</summary>
    internal static TextWriter Result { get; private set; } = Console.Out;

    /// <summary>Sends what everybody else writes to the standard error, if these arguments are such a command.</summary>
    public static void ReserveOutput(this WebApplicationBuilder builder, string[] args)
    {
        if (args is not [var verb, ..] || !Verbs.Contains(verb))
        {
            return;
        }

        Result = Console.Out;
        Console.SetOut(Console.Error);
        builder.Services.Configure<ConsoleLoggerOptions>(console =>
            console.LogToStandardErrorThreshold = LogLevel.Trace
        );
    }
}
