using Flowgen.Harness;
using Flowgen.Resilience.Tests;

[assembly: AssemblyFixture(typeof(SchemaDatabase))]

namespace Flowgen.Resilience.Tests;

/// <summary>Databases with the schema, and nothing else in them.</summary>
public sealed class SchemaDatabase : IAsyncDisposable
{
    private static readonly DatabaseTemplate Template = new(ApplyAsync);

    public static Task<TestDatabase> CreateAsync() => Template.CopyAsync();

    public ValueTask DisposeAsync() => Template.DisposeAsync();

    private static async Task<TestDatabase> ApplyAsync()
    {
        var database = await TestDatabase.CreateAsync();
        var (exitCode, output, errors) = await ApiCommand.RunAsync(
            [("ASPNETCORE_ENVIRONMENT", "Production"), ("ConnectionStrings__Postgres", database.ConnectionString)],
            "db",
            "apply"
        );
        Assert.True(exitCode == 0, output + errors);
        return database;
    }
}
