using System.Reflection;
using System.Text.RegularExpressions;
using Flowgen.Application.FlowGenerations;
using Flowgen.Application.FlowGenerations.Commands;
using Flowgen.Domain.FlowGenerations;
using Flowgen.Harness;
using Flowgen.Infrastructure;
using Flowgen.Sandbox;
using Marten;
using MediatR;
using Wolverine;
using Wolverine.Util;

namespace Flowgen.Architecture.Tests;

/// <summary>What every type of a kind has in common.</summary>
public class ConventionTests
{
    private static readonly Assembly ApplicationLayer = typeof(CreateFlowGeneration).Assembly;

    private static readonly List<Type> Types =
    [
        .. new[]
        {
            typeof(FlowGeneration).Assembly,
            ApplicationLayer,
            typeof(InfrastructureServices).Assembly,
            typeof(Program).Assembly,
            typeof(SandboxExtension).Assembly,
        }
            .SelectMany(assembly => assembly.GetTypes())
            .Where(type => type.Namespace?.StartsWith("Flowgen", StringComparison.Ordinal) ?? false),
    ];

    private static readonly List<Type> MediatorHandlers = [.. Types.Where(type => Handles(type) is not [])];

    private static readonly List<Type> MessageHandlers =
    [
        .. Types.Where(type => type.Name.EndsWith("Handler", StringComparison.Ordinal)).Except(MediatorHandlers),
    ];

    [Fact]
    public void Mediator_handlers_are_internal_and_sealed_so_that_the_bus_does_not_adopt_them()
    {
        Assert.NotEmpty(MediatorHandlers);
        Assert.All(
            MediatorHandlers,
            handler => Assert.True(handler is { IsNotPublic: true, IsSealed: true }, handler.Name)
        );
    }

    [Fact]
    public void Mediator_handlers_change_flow_generations_by_decisions_alone()
    {
        var parameters = MediatorHandlers
            .SelectMany(handler => handler.GetConstructors())
            .SelectMany(c => c.GetParameters())
            .ToList();

        Assert.Contains(parameters, parameter => parameter.ParameterType == typeof(FlowGenerationStreams));
        Assert.DoesNotContain(parameters, parameter => parameter.ParameterType == typeof(IDocumentSession));
        Assert.DoesNotContain(parameters, parameter => parameter.ParameterType.IsAssignableTo(typeof(IMessageBus)));
        Assert.DoesNotContain(parameters, parameter => parameter.ParameterType == typeof(IMediator));
    }

    [Fact]
    public void Message_handlers_are_public_and_static()
    {
        Assert.NotEmpty(MessageHandlers);
        Assert.All(
            MessageHandlers,
            handler => Assert.True(handler is { IsPublic: true, IsAbstract: true, IsSealed: true }, handler.Name)
        );
    }

    [Fact]
    public void Every_request_has_one_handler()
    {
        var requests = Types.Where(type => type.GetInterfaces().Any(IsRequest)).ToList();
        var handled = MediatorHandlers
            .SelectMany(Handles)
            .Select(contract => contract.GetGenericArguments()[0])
            .ToList();

        Assert.Equal(requests.OrderBy(type => type.Name), handled.OrderBy(type => type.Name));
    }

    [Fact]
    public void A_use_case_is_in_the_folder_of_its_kind()
    {
        Assert.All(MediatorHandlers, handler => Assert.Matches(@"\.(Commands|Queries)$", handler.Namespace));
        Assert.All(MessageHandlers, handler => Assert.EndsWith(".Messages", handler.Namespace));
    }

    [Fact]
    public void No_use_case_reports_its_outcome_by_a_bool_with_three_meanings() =>
        Assert.DoesNotContain(
            ApplicationLayer.GetTypes().SelectMany(type => type.GetMethods()),
            method => method.ReturnType == typeof(Task<bool?>)
        );

    [Fact]
    public void Messages_keep_the_names_by_which_they_are_stored()
    {
        var names = MessageHandlers.Select(handler =>
            handler.GetMethod("Handle")!.GetParameters()[0].ParameterType.ToMessageTypeName()
        );

        Assert.Equal(
            [
                "Flowgen.Application.FlowGenerations.RunFlowGeneration",
                "Flowgen.Application.Webhooks.AnnounceChange",
                "Flowgen.Application.Webhooks.ReplayChanges",
            ],
            names.Order(StringComparer.Ordinal)
        );
    }

    [Theory]
    [InlineData("Repository")]
    [InlineData("Manager")]
    [InlineData("Helper")]
    [InlineData("Util")]
    [InlineData("Dto")]
    public void No_type_has_a_meaningless_suffix(string suffix) =>
        Assert.DoesNotContain(Types, type => type.Name.EndsWith(suffix, StringComparison.Ordinal));

    [Fact]
    public void A_namespace_is_its_folder()
    {
        var wrong =
            from file in Directory.EnumerateFiles(Repository.Path("src"), "*.cs", SearchOption.AllDirectories)
            let folders = Path.GetRelativePath(Repository.Path("src"), Path.GetDirectoryName(file)!)
                .Replace(Path.DirectorySeparatorChar, '.')
            where !folders.Contains(".obj") && !folders.Contains(".bin")
            let declared = File.ReadLines(file)
                .FirstOrDefault(line => line.StartsWith("namespace ", StringComparison.Ordinal))
            where declared is not null && declared != $"namespace Flowgen.{folders};"
            select file;

        Assert.Empty(wrong);
    }

    [Fact]
    public void Checks_of_texts_count_characters_and_not_utf16_units()
    {
        var units = new Regex(@"(Maximum|Minimum|Exact|String)Length\(|\.Length\b|\bLength:");
        var wrong =
            from file in Directory.EnumerateFiles(Repository.Path("src"), "*.cs", SearchOption.AllDirectories)
            let text = File.ReadAllText(file)
            where
                text.Contains("AbstractValidator<", StringComparison.Ordinal)
                || Path.GetFileName(file) is "Rules.cs" or "WebhookRules.cs" or "NameText.cs" or "IdempotencyHeader.cs"
                || file.EndsWith("Resource.cs", StringComparison.Ordinal)
            from line in File.ReadLines(file)
            where units.IsMatch(line)
            select $"{Path.GetFileName(file)}: {line.Trim()}";

        Assert.Empty(wrong);
    }

    [Fact]
    public void Every_statement_of_our_own_has_a_time_limit()
    {
        var untimed = new Regex(@"\.Create(Command|Batch)\(|new Npgsql(Command|Batch)\(");
        string[] timed = ["Sql.cs", "PostgresServer.cs"]; // the latter runs before there is a pool
        var wrong =
            from file in Directory.EnumerateFiles(Repository.Path("src"), "*.cs", SearchOption.AllDirectories)
            where !timed.Contains(Path.GetFileName(file)) && !file.Contains("/obj/")
            from line in File.ReadLines(file)
            where untimed.IsMatch(line) || Regex.IsMatch(line, @"new SessionOptions\b(?!.*Timeout)")
            select $"{Path.GetFileName(file)}: {line.Trim()}";

        Assert.Empty(wrong);
    }

    private static List<Type> Handles(Type type) =>
        [
            .. type.GetInterfaces()
                .Where(contract =>
                    contract.IsGenericType && contract.GetGenericTypeDefinition() == typeof(IRequestHandler<,>)
                ),
        ];

    private static bool IsRequest(Type contract) =>
        contract.IsGenericType && contract.GetGenericTypeDefinition() == typeof(IRequest<>);
}
