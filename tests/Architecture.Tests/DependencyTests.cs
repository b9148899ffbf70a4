using System.Diagnostics;
using System.Text.RegularExpressions;
using ArchUnitNET.Fluent.Syntax.Elements.Types;
using ArchUnitNET.Loader;
using Flowgen.Application.FlowGenerations.Commands;
using Flowgen.Domain.FlowGenerations;
using Flowgen.Harness;
using Flowgen.Infrastructure;
using Flowgen.Sandbox;
using static System.Text.RegularExpressions.RegexOptions;
using static ArchUnitNET.Fluent.ArchRuleDefinition;
using Assembly = System.Reflection.Assembly;

namespace Flowgen.Architecture.Tests;

/// <summary>Dependencies point inwards: docs/architecture.md.</summary>
public class DependencyTests
{
    private static readonly Assembly DomainLayer = typeof(FlowGeneration).Assembly;
    private static readonly Assembly ApplicationLayer = typeof(CreateFlowGeneration).Assembly;
    private static readonly Assembly InfrastructureLayer = typeof(InfrastructureServices).Assembly;
    private static readonly Assembly ApiLayer = typeof(Program).Assembly;

    private static readonly ArchUnitNET.Domain.Architecture Architecture = new ArchLoader()
        .LoadAssemblies(DomainLayer, ApplicationLayer, InfrastructureLayer, ApiLayer)
        .Build();

    [Fact]
    public void Domain_depends_on_no_package() =>
        Assert.All(
            DomainLayer.GetReferencedAssemblies(),
            reference => Assert.StartsWith("System.", reference.Name, StringComparison.Ordinal)
        );

    [Fact]
    public void Application_depends_on_domain_and_not_outwards()
    {
        var references = ApplicationLayer.GetReferencedAssemblies().Select(reference => reference.Name).ToList();

        Assert.Contains(DomainLayer.GetName().Name, references);
        Assert.DoesNotContain(InfrastructureLayer.GetName().Name, references);
        Assert.DoesNotContain(ApiLayer.GetName().Name, references);
    }

    [Theory]
    [InlineData("Npgsql")]
    [InlineData("Weasel")]
    [InlineData("Microsoft.AspNetCore")]
    public void Application_knows_sessions_and_no_driver(string product) =>
        Assert.DoesNotContain(
            ApplicationLayer.GetReferencedAssemblies(),
            reference => reference.Name!.StartsWith(product, StringComparison.Ordinal)
        );

    [Fact]
    public void Application_knows_nothing_of_the_bus_but_how_to_name_a_message() =>
        Holds(
            Types()
                .That()
                .ResideInAssembly(ApplicationLayer)
                .Should()
                .NotDependOnAnyTypesThat()
                .HaveFullNameMatching(@"^Wolverine\.(?!Attributes\.MessageIdentityAttribute$)")
        );

    [Fact]
    public void Application_configures_no_store() =>
        Holds(Types().That().ResideInAssembly(ApplicationLayer).Should().NotDependOnAny(typeof(Marten.StoreOptions)));

    [Fact]
    public void Queries_open_no_writing_session_and_send_nothing() =>
        Holds(
            Types()
                .That()
                .ResideInAssembly(ApplicationLayer)
                .And()
                .ResideInNamespaceMatching(@"\.Queries$")
                .Should()
                .NotDependOnAnyTypesThat()
                .HaveFullNameMatching(
                    @"^Marten\.(IDocumentSession|IDocumentOperations|IDocumentStore)$|^Wolverine\.|Streams(`\d)?$|\.IQueuedWork$"
                )
        );

    [Fact]
    public void Endpoints_read_and_change_by_requests_and_not_by_ports() =>
        Holds(
            Types()
                .That()
                .ResideInAssembly(ApiLayer)
                .And()
                .ResideInNamespaceMatching("^Flowgen")
                .Should()
                .NotDependOnAnyTypesThat()
                .HaveFullNameMatching(
                    @"^Flowgen\.Application\..*\.(I(?!ApiKeys|DatabaseWatch|WebhookResources)[A-Z]\w+|\w+Streams|OrganisationRegistry)$"
                )
        );

    [Fact]
    public void Only_webhooks_and_the_language_model_can_call_other_servers() =>
        Holds(
            Types()
                .That()
                .ResideInNamespaceMatching("^Flowgen")
                .And()
                .DoNotResideInNamespace("Flowgen.Infrastructure.Webhooks")
                .And()
                .DoNotResideInNamespace("Flowgen.Infrastructure.Generators")
                .Should()
                .NotDependOnAnyTypesThat()
                .HaveFullNameMatching("^System.Net.Http.(HttpClient|HttpMessageInvoker|SocketsHttpHandler)$")
        );

    [Fact]
    public async Task The_sandbox_and_its_packages_are_not_published_with_the_api()
    {
        var output = Directory.CreateTempSubdirectory("flowgen-publish-");
        try
        {
            var configuration = Directory.GetParent(Path.GetDirectoryName(Repository.ApiProgram)!)!.Name;
            using var publish = Process.Start(
                new ProcessStartInfo(
                    "dotnet",
                    ["publish", Repository.Path("src", "Api"), "--no-build", "-c", configuration, "-o", output.FullName]
                )
            )!;
            await publish.WaitForExitAsync(TestContext.Current.CancellationToken);
            var files = output.EnumerateFiles("*", SearchOption.AllDirectories).Select(file => file.Name).ToList();
            var dependencies = await File.ReadAllTextAsync(
                Path.Combine(output.FullName, "Flowgen.Api.deps.json"),
                TestContext.Current.CancellationToken
            );

            Assert.Equal(0, publish.ExitCode);
            Assert.Contains("Flowgen.Api.dll", files);
            Assert.DoesNotContain(files, name => Regex.IsMatch(name, "sandbox|testcontainers|docker", IgnoreCase));
            Assert.DoesNotMatch(new Regex("sandbox|testcontainers|docker", IgnoreCase), dependencies);
        }
        finally
        {
            output.Delete(recursive: true);
        }
    }

    [Fact]
    public void Nothing_depends_on_the_sandbox() =>
        Assert.DoesNotContain(
            new[] { DomainLayer, ApplicationLayer, InfrastructureLayer, ApiLayer }.SelectMany(layer =>
                layer.GetReferencedAssemblies().Select(reference => reference.Name)
            ),
            name => name == typeof(SandboxExtension).Assembly.GetName().Name
        );

    [Fact]
    public void Infrastructure_does_not_know_the_api() =>
        Assert.DoesNotContain(
            InfrastructureLayer.GetReferencedAssemblies(),
            reference => reference.Name == ApiLayer.GetName().Name
        );

    [Fact]
    public void Api_knows_infrastructure_in_program_alone() =>
        Holds(
            Types() // but for the handlers that the build generates into it
                .That()
                .ResideInAssembly(ApiLayer)
                .And()
                .ResideInNamespaceMatching("^Flowgen")
                .And()
                .DoNotHaveFullNameContaining("Program")
                .Should()
                .NotDependOnAny(Types().That().ResideInAssembly(InfrastructureLayer))
        );

    [Fact]
    public void Api_knows_no_database_and_no_bus() =>
        Holds(
            Types() // but for the handlers that the build generates into it
                .That()
                .ResideInAssembly(ApiLayer)
                .And()
                .ResideInNamespaceMatching("^Flowgen")
                .Should()
                .NotDependOnAnyTypesThat()
                .ResideInNamespaceMatching("^(Marten|Npgsql|Weasel|Wolverine|JasperFx)")
        );

    private static void Holds(TypesShouldConjunction rule)
    {
        var violations = rule.Evaluate(Architecture)
            .Where(result => !result.Passed)
            .Select(result => result.Description);

        Assert.Empty(violations);
    }
}
