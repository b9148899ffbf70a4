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
/// The arguments of the program, understood before anything else happens: help, a command of Flowgen's own, or the settings to serve
/// with. The commands of the libraries, some of which delete events or print secrets, are not among them.
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

    /// <summary>For the host, such as <c>--urls=http://localhost:5080</c>.</summary>
    public string[] Settings { get; }

    /// <summary>Whether this is a command, and not the API.</summary>
    public bool IsCommand => command is not null;

    /// <summary>Reads the arguments, and touches nothing.</summary>
    /// <exception cref="CommandLineException">One is unknown, missing, or too many.</exception>
    public static CommandLine Parse(params string[] arguments) => new ArgumentReader(arguments).Read();

    /// <summary>Answers what needs neither settings nor a database: help, the version, <c>audit verify</c>.</summary>
    /// <returns>The exit code; null where there is more to do.</returns>
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
    /// Keeps the standard output of a command for its result, for programs to read: all else, such as the log, goes to the standard
    /// error.
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

    /// <summary>Runs the command. What it refuses is a line on the standard error.</summary>
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

    // As it was given here: a rule names the member of a document, such as scopes/0.
    private string NameOf(string property)
    {
        var name = property.Split('/')[0].ToLowerInvariant();
        return command!.Arguments.FirstOrDefault(argument => argument == $"<{name}>") ?? $"--{name}";
    }
}
