using System.Globalization;
using Flowgen.Application.Organisations.Commands;
using Flowgen.Application.Organisations.Queries;
using Flowgen.Domain.Organisations;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace Flowgen.Infrastructure.CommandLine;

/// <summary><c>organisations create|list|disable|enable</c>.</summary>
internal static class OrganisationsCommands
{
    private const string Id = "<id>";

    public static IEnumerable<OperatorCommand> All =>
        [
            new(
                "organisations create",
                "Create an organisation; its id has lowercase letters, digits and hyphens",
                [Id],
                new CommandOption("--name", "<name>", "Its name for people; without it, the id.")
            )
            {
                RunAsync = (input, services) =>
                    ShowAsync(services, new CreateOrganisation(input[Id], input.Find("--name") ?? input[Id])),
            },
            new("organisations list", "List all organisations", []) { RunAsync = ListAsync },
            new("organisations disable", "Refuse the keys of an organisation until it is enabled", [Id])
            {
                RunAsync = (input, services) =>
                    ShowAsync(services, new SwitchOrganisation(input[Id], IsEnabled: false)),
            },
            new("organisations enable", "Accept the keys of an organisation again", [Id])
            {
                RunAsync = (input, services) => ShowAsync(services, new SwitchOrganisation(input[Id], IsEnabled: true)),
            },
        ];

    private static async Task<CommandResult> ListAsync(CommandInput input, IServiceProvider services)
    {
        var all = await services.GetRequiredService<IMediator>().Send(new ListOrganisations());
        return new(all.Select(Shown), [.. all.Select(Line)]);
    }

    private static async Task<CommandResult> ShowAsync(IServiceProvider services, IRequest<Organisation> request)
    {
        var organisation = await services.GetRequiredService<IMediator>().Send(request);
        return new(Shown(organisation), Line(organisation));
    }

    private static object Shown(Organisation one) =>
        new
        {
            one.Id,
            one.Name,
            one.CreatedAt,
            one.DisabledAt,
            Keys = one.Keys.Count,
        };

    private static string Line(Organisation one) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{one.Id}  {one.Name}  keys: {one.Keys.Count}, since {one.CreatedAt:u}{(one.DisabledAt is { } at ? $", disabled since {at:u}" : "")}"
        );
}
