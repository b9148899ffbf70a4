using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Flowgen.Infrastructure.CommandLine;

/// <summary>The standard output of the commands here has their result alone, for programs to read; all else goes to the standard error.</summary>
public static class CommandOutput
{
    private static readonly string[] Verbs = ["organisations", "keys", "db", "projections"];

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private static TextWriter result = Console.Out;

    /// <summary>Writes a result, for programs or for people.</summary>
    internal static Task WriteAsync(CommandResult what, bool asJson) =>
        result.WriteLineAsync(
            asJson ? JsonSerializer.Serialize(what.Value, Json) : string.Join(Environment.NewLine, what.Lines)
        );

    /// <summary>Sends what everybody else writes to the standard error, if these arguments are such a command.</summary>
    public static void ReserveOutput(this WebApplicationBuilder builder, string[] args)
    {
        if (args is not [var verb, ..] || !Verbs.Contains(verb))
        {
            return;
        }

        result = Console.Out;
        Console.SetOut(Console.Error);
        builder.Services.Configure<ConsoleLoggerOptions>(console =>
            console.LogToStandardErrorThreshold = LogLevel.Trace
        );
    }
}
