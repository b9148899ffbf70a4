using Flowgen.Api;
using Flowgen.Application;
using Flowgen.Infrastructure;
using Flowgen.Infrastructure.Postgres;
using JasperFx;

try
{
    // The settings lie beside the program, wherever it is started from.
    var builder = WebApplication.CreateBuilder(
        new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory }
    );
    await using var postgres = await builder.FindPostgresAsync();
    builder.Services.AddApplication();
    builder.AddInfrastructure(
        postgres.ConnectionString,
        generatedCode: typeof(Program).Assembly,
        applySchema: builder.Environment.IsSandbox()
    );
    builder.AddApi();

    var app = builder.Build();
    app.UseApi();
    return await app.RunJasperFxCommands(args);
}
catch (PostgresUnavailableException e)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 1;
}
