using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Flowgen.Application.Organisations;
using Flowgen.Domain;
using Flowgen.Infrastructure.Health;
using FluentValidation;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Flowgen.Infrastructure.CommandLine;

/// <summary>
/// The arguments of the program: help, a command of Flowgen, or the settings of the server. They are parsed before anything else happens.
/// Commands of the libraries are excluded, because some delete events or print secrets.
/// </summary>
public sealed class CommandLine
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private readonly string? help;
    private readonly OperatorCommand? command;
    private readonly CommandInput input;
    private readonly TextWriter output = Console.Out;

    internal CommandLine(string? help, OperatorCommand? command, CommandInput input, string[] settings)
    {
        this.help = help;
        this.command = command;
        this.input = input;
        Settings = settings;
    }

    /// <summary>The settings for the host, such as <c>--urls=http://localhost:5080</c>.</summary>
    public string[] Settings { get; }

    /// <summary>Whether the arguments name a command. Without a command the program serves the API.</summary>
    public bool IsCommand => command is not null;

    /// <summary>Parses the arguments, without side effects.</summary>
    /// <exception cref="CommandLineException">An argument is unknown, missing or superfluous.</exception>
    public static CommandLine Parse(params string[] arguments) => new ArgumentReader(arguments).Read();

    /// <summary>Runs a command that needs neither settings nor a database: help, the version, <c>audit verify</c>.</summary>
    /// <returns>The exit code; null if there is no such command.</returns>
    public async Task<int?> AnswerOfflineAsync()
    {
        if (help is not null)
        {
            await output.WriteLineAsync(help);
            return 0;
        }

        return command is { IsOffline: true } ? await WriteAsync(await command.RunAsync(input, null!)) : null;
    }

    /// <summary>
    /// Reserves the standard output of a command for its result, so that programs can read it. Everything else, such as the log, goes to
    /// standard error.
    /// </summary>
    public void ReserveOutput(WebApplicationBuilder builder)
    {
        if (IsCommand)
        {
            Console.SetOut(Console.Error);
            builder.Services.Configure<ConsoleLoggerOptions>(console =>
                console.LogToStandardErrorThreshold = LogLevel.Trace
            );
        }
    }

    /// <summary>Runs the command. Each error is a line on standard error.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(IServiceProvider services)
    {
        try
        {
            await services.CheckDatabaseAsync(needsSchema: command!.NeedsSchema);
            await using var scope = services.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<CurrentOrganisation>().Actor = $"operator:{Environment.UserName}";
            return await WriteAsync(await command.RunAsync(input, scope.ServiceProvider));
        }
        catch (DomainRuleException e)
        {
            await Console.Error.WriteLineAsync(Terminal.Visible(e.Message));
        }
        catch (ValidationException e)
        {
            foreach (var error in e.Errors)
            {
                await Console.Error.WriteLineAsync(
                    Terminal.Visible($"{NameOf(error.PropertyName)}: {error.ErrorMessage}")
                );
            }
        }

        return 1;
    }

    private async Task<int> WriteAsync(CommandResult result)
    {
        await output.WriteLineAsync(
            input.Has(CommandOption.Json)
                ? JsonSerializer.Serialize(result.Value, Json)
                : string.Join(Environment.NewLine, result.Lines.Select(Terminal.Visible))
        );
        return result.ExitCode;
    }

    // Translates the member of a document in an error, such as scopes/0, to the argument or option.
    private string NameOf(string property)
    {
        var name = property.Split('/')[0].ToLowerInvariant();
        return command!.Arguments.FirstOrDefault(argument => argument == $"<{name}>") ?? $"--{name}";
    }
}
