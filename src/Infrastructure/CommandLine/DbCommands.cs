using Flowgen.Infrastructure.Persistence;
using JasperFx;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Weasel.Core;
using Weasel.Core.Migrations;

namespace Flowgen.Infrastructure.CommandLine;

/// <summary><c>db apply|assert</c>.</summary>
internal static class DbCommands
{
    public static IEnumerable<OperatorCommand> All =>
        [
            new(
                "db apply",
                "Bring the schema up to date",
                [],
                new CommandOption(
                    "--api-role",
                    "<role>",
                    "The database role of the API: grants it what the API does; it can't change events."
                )
            )
            {
                NeedsSchema = false,
                RunAsync = ApplyAsync,
            },
            new("db assert", "Compare the schema with that of this version; the exit code is 1 if it differs", [])
            {
                NeedsSchema = false,
                RunAsync = AssertAsync,
            },
        ];

    private static async Task<CommandResult> ApplyAsync(CommandInput input, IServiceProvider services)
    {
        var applied = new List<object>();
        foreach (var database in await DatabasesAsync(services))
        {
            var difference = await database.ApplyAllConfiguredChangesToDatabaseAsync(AutoCreate.CreateOrUpdate);
            applied.Add(new { Schemas = database.AllSchemaNames(), Changes = $"{difference}" });
        }

        if (input.Find("--api-role") is not { } role)
        {
            return new(applied, "The schema is up to date.");
        }

        await ApiRole.GrantAsync(services.GetRequiredService<NpgsqlDataSource>(), role);
        return new(applied, $"The schema is up to date, and the role {role} has its rights.");
    }

    private static async Task<CommandResult> AssertAsync(CommandInput input, IServiceProvider services)
    {
        var differences = new List<string>();
        foreach (var database in await DatabasesAsync(services))
        {
            var migration = await database.CreateMigrationAsync();
            differences.AddRange(
                migration
                    .Deltas.Where(delta => delta.Difference is not SchemaPatchDifference.None)
                    .Where(delta => delta.SchemaObject.Identifier.Schema is not "Database") // the schemas themselves
                    .Select(delta =>
                        $"{delta.SchemaObject.Identifier} {(delta.Difference is SchemaPatchDifference.Create ? "is missing" : "differs")}"
                    )
            );
        }

        return differences is []
            ? new(differences, "The schema is up to date.")
            : new(differences, differences) { ExitCode = 1 };
    }

    // The databases of Marten and Wolverine, if they are registered.
    private static async Task<IReadOnlyList<IDatabase>> DatabasesAsync(IServiceProvider services)
    {
        var databases = services.GetServices<IDatabase>().ToList();
        foreach (var source in services.GetServices<IDatabaseSource>())
        {
            databases.AddRange(await source.BuildDatabases());
        }

        return [.. databases.Distinct()];
    }
}
