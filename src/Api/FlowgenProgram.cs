using Flowgen.Application;
using Flowgen.Application.Common;
using Flowgen.Infrastructure;
using Flowgen.Infrastructure.CommandLine;
using Flowgen.Infrastructure.Health;
using Flowgen.Infrastructure.Hosting;
#if HANDLER_PASS
using JasperFx;
#else
using Flowgen.Infrastructure.Postgres;
#endif

namespace Flowgen.Api;

/// <summary>The program: the API, or a command of an operator.</summary>
public static class FlowgenProgram
{
    /// <summary>Runs the program to its end. If a wrong setting or its environment prevents the start, it writes one line to standard error.</summary>
    /// <param name="arguments">The arguments of the process.</param>
    /// <param name="extend">Creates the extension from the settings; null for none.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(
        string[] arguments,
        Func<WebApplicationBuilder, Task<IExtension?>>? extend = null
    )
    {
        try
        {
            var line = CommandLine.Parse(arguments);
            return await line.AnswerOfflineAsync()
                ?? await RunAsync(line, extend ?? (_ => Task.FromResult<IExtension?>(null)));
        }
        catch (Exception e) when (StartFailure.Explain(e) is { } explanation)
        {
            await Console.Error.WriteLineAsync(explanation);
            return 1;
        }
    }

    private static async Task<int> RunAsync(CommandLine line, Func<WebApplicationBuilder, Task<IExtension?>> extend)
    {
        // The settings files are in the directory of the program, not in the working directory.
        var builder = WebApplication.CreateBuilder(
            new WebApplicationOptions { Args = line.Settings, ContentRootPath = AppContext.BaseDirectory }
        );
        builder.Configuration.RequireLogLevels();
        line.ReserveOutput(builder);
        builder.ExplainListening();
        await using var extension = await extend(builder);
        var features = extension?.Features ?? new();
        var role = builder.Configuration.Read<ProcessSettings>("Flowgen").Role;
        builder.Services.AddSingleton(features).AddApplication();
        builder.AddInfrastructure(generatedCode: typeof(FlowgenProgram).Assembly, features, role);
        builder.AddApi(features);
        extension?.Add(builder);

        var app = builder.Build();
        app.UseApi(servesApi: role is not Role.Worker, extension);
        app.MapHealth();
#if HANDLER_PASS
        return await app.RunJasperFxCommands(["codegen", "write"]);
#else
        if (line.IsCommand)
        {
            return await line.RunAsync(app.Services);
        }

        await app.Services.CheckStartAsync();
        return await app.ServeAsync(extension?.Postgres ?? PostgresConnection.Setting);
#endif
    }
}
