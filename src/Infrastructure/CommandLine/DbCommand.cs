using Flowgen.Infrastructure.Persistence;
using JasperFx;
using JasperFx.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Weasel.Core.CommandLine;

namespace Flowgen.Infrastructure.CommandLine;

/// <summary>What to do with the database.</summary>
public enum DbAction
{
    /// <summary>Create what is missing.</summary>
    apply,
}

/// <summary>The arguments of <see cref="DbCommand"/>.</summary>
public sealed class DbInput : OperatorInput
{
    /// <summary>What to do.</summary>
    [Description("What to do")]
    public DbAction Action { get; set; }

    /// <summary>Where the API is not to be the owner of the schema.</summary>
    [Description("The database role of the API: may do what the API does, and can't change events")]
    public string? ApiRoleFlag { get; set; }
}

/// <summary><c>db apply</c>: as <c>db-apply</c> does, which comes with Marten, for programs to read.</summary>
[Description("Bring the schema up to date")]
public sealed class DbCommand : OperatorCommand<DbInput>
{
    /// <inheritdoc />
    protected override async Task<CommandResult> RunAsync(DbInput input, IServiceProvider services)
    {
        var applied = new List<object>();
        foreach (var database in await new WeaselInput().AllDatabases(services.GetRequiredService<IHost>()))
        {
            var difference = await database.ApplyAllConfiguredChangesToDatabaseAsync(AutoCreate.CreateOrUpdate);
            applied.Add(new { Schemas = database.AllSchemaNames(), Changes = $"{difference}" });
        }

        if (input.ApiRoleFlag is { } role)
        {
            await ApiRole.GrantAsync(services.GetRequiredService<NpgsqlDataSource>(), role);
        }

        return new(applied, "The schema is up to date.");
    }
}
