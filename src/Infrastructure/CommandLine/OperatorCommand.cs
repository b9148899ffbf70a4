using Flowgen.Application.Organisations;
using Flowgen.Domain;
using FluentValidation;
using JasperFx.CommandLine;
using Microsoft.Extensions.DependencyInjection;

namespace Flowgen.Infrastructure.CommandLine;

/// <summary>What commands of those that run Flowgen have in common.</summary>
public abstract class OperatorInput : NetCoreInput
{
    /// <summary>Writes the result as one JSON document, and nothing else.</summary>
    [Description("Write the result as JSON")]
    public bool JsonFlag { get; set; }
}

/// <summary>
/// A command that asks the use cases, as a request does. What is refused goes to the standard error, with the exit code 1.
/// </summary>
public abstract class OperatorCommand<TInput> : JasperFxAsyncCommand<TInput>
    where TInput : OperatorInput
{
    /// <inheritdoc />
    public sealed override async Task<bool> Execute(TInput input)
    {
        try
        {
            using var host = input.BuildHost();
            await using var scope = host.Services.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<CurrentOrganisation>().Actor = $"operator:{Environment.UserName}";
            var result = await RunAsync(input, scope.ServiceProvider);
            await CommandOutput.WriteAsync(result, input.JsonFlag);
            return true;
        }
        catch (DomainRuleException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
        }
        catch (ValidationException e)
        {
            foreach (var fault in e.Errors)
            {
                await Console.Error.WriteLineAsync($"{fault.PropertyName}: {fault.ErrorMessage}");
            }
        }

        return false;
    }

    /// <summary>Asks, and says what came of it.</summary>
    protected abstract Task<CommandResult> RunAsync(TInput input, IServiceProvider services);

    /// <summary>An argument that this action takes.</summary>
    /// <exception cref="DomainRuleException">It is not there.</exception>
    protected static string Required(string? value, string name) =>
        value ?? throw new DomainRuleException("missing_argument", $"Name the {name}.");
}

/// <summary>What a command has to say.</summary>
/// <param name="Value">For programs.</param>
/// <param name="Lines">For people.</param>
public sealed record CommandResult(object Value, params IReadOnlyList<string> Lines);
