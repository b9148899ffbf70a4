using Alba;
using Flowgen.Contracts.Tests;
using Flowgen.Harness;
using Flowgen.Sandbox;
using Marten;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Wolverine;

[assembly: AssemblyFixture(typeof(ContractsFixture))]

namespace Flowgen.Contracts.Tests;

/// <summary>The API as it is configured, for what its configuration decides.</summary>
public sealed class ContractsFixture : IAsyncLifetime
{
    private TestDatabase? database;

    public IAlbaHost Host { get; private set; } = null!;

    public IDocumentStore Store => Host.Services.GetRequiredService<IDocumentStore>();

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.CreateAsync();
        Host = await AlbaHost.For<SandboxExtension>(builder =>
        {
            builder.UseEnvironment("Sandbox");
            builder.UseSetting("ConnectionStrings:Postgres", database.ConnectionString);
            builder.ConfigureServices(services => services.RunWolverineInSoloMode());
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (Host is not null)
        {
            await Host.DisposeAsync();
        }

        if (database is not null)
        {
            await database.DisposeAsync();
        }
    }
}
