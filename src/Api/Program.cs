using Flowgen.Api;
using Flowgen.Application;
using Flowgen.Application.Common;
using Flowgen.Infrastructure;
using Flowgen.Infrastructure.CommandLine;
using Flowgen.Infrastructure.Health;
using Flowgen.Infrastructure.Postgres;
#if HANDLER_PASS
using JasperFx;
#endif

try
{
    var line = CommandLine.Parse(args);
    if (await line.AnswerOfflineAsync() is { } exitCode)
    {
        return exitCode;
    }

    // The settings files are beside the program, in any working directory.
    var builder = WebApplication.CreateBuilder(
        new WebApplicationOptions { Args = line.Settings, ContentRootPath = AppContext.BaseDirectory }
    );
    line.ReserveOutput(builder);
    await using var postgres = await builder.FindPostgresAsync();
    var role = builder.Configuration.Read<ProcessSettings>("Flowgen").Role;
    builder.Services.AddApplication();
    builder.AddInfrastructure(
        postgres.ConnectionString,
        generatedCode: typeof(Program).Assembly,
        sandbox: builder.Environment.IsSandbox(),
        role
    );
    builder.AddApi();

    var app = builder.Build();
    var answers = role is not Role.Worker;
    app.UseApi(answers);
    app.MapHealth();
#if HANDLER_PASS
    return await app.RunJasperFxCommands(["codegen", "write"]);
#else
    if (line.IsCommand)
    {
        return await line.RunAsync(app.Services);
    }

    await app.Services.CheckStartAsync();
    return await app.ServeAsync(answers, postgres.Origin);
#endif
}
catch (Exception e) when (StartFailure.Explain(e) is { } explanation)
{
    await Console.Error.WriteLineAsync(explanation);
    return 1;
}
