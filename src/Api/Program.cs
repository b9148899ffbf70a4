using Flowgen.Api;
using Flowgen.Application;
using Flowgen.Application.Common;
using Flowgen.Infrastructure;
using Flowgen.Infrastructure.CommandLine;
using Flowgen.Infrastructure.Postgres;
using JasperFx;
using JasperFx.CommandLine;

if (args is ["audit", ..])
{
    return await CommandExecutor.ExecuteCommandAsync<AuditCommand>(args); // wherever it is run: it needs two files alone
}

try
{
    // The settings lie beside the program, wherever it is started from.
    var builder = WebApplication.CreateBuilder(
        new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory }
    );
    builder.ReserveOutput(args);
    await using var postgres = await builder.FindPostgresAsync();
    var role = builder.Configuration.Read<ProcessSettings>("Flowgen").Role;
    builder.Services.AddApplication();
    var sandbox = builder.Environment.IsSandbox();
    builder.AddInfrastructure(postgres.ConnectionString, generatedCode: typeof(Program).Assembly, sandbox, role);
    builder.AddApi();

    var app = builder.Build();
    app.UseApi(answers: role is not Role.Worker);
    if (args is [var verb, ..] && !verb.StartsWith('-'))
    {
        return await app.RunJasperFxCommands(args); // such as db-apply: docs/operations.md
    }

    Console.WriteLine($"Flowgen uses {postgres.Origin}.");
    await app.RunAsync();
    return 0;
}
catch (Exception e) when ((SettingException.Explain(e) ?? PostgresUnavailableException.Explain(e)) is { } explanation)
{
    await Console.Error.WriteLineAsync(explanation);
    return 1;
}
