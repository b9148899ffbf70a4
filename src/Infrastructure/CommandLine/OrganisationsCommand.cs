using System.Globalization;
using Flowgen.Application.Organisations;
using Flowgen.Domain.Organisations;
using JasperFx.CommandLine;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace Flowgen.Infrastructure.CommandLine;

/// <summary>What to do with organisations.</summary>
public enum OrganisationAction
{
    /// <summary>Take one in.</summary>
    create,

    /// <summary>List all.</summary>
    list,

    /// <summary>Make its keys useless.</summary>
    disable,

    /// <summary>Make them useful again.</summary>
    enable,
}

/// <summary>The arguments of <see cref="OrganisationsCommand"/>.</summary>
public sealed class OrganisationsInput : OperatorInput
{
    /// <summary>What to do.</summary>
    [Description("What to do")]
    public OrganisationAction Action { get; set; }

    /// <summary>The organisation.</summary>
    [Description("The organisation: small letters, digits and hyphens")]
    public string? Id { get; set; }

    /// <summary>Of a new organisation.</summary>
    [Description("Its name for people; without it, the id")]
    public string? NameFlag { get; set; }
}

/// <summary><c>organisations create|list|disable|enable</c>.</summary>
[Description("Create, list, disable and enable organisations")]
public sealed class OrganisationsCommand : OperatorCommand<OrganisationsInput>
{
    /// <summary>Says how it is used.</summary>
    public OrganisationsCommand()
    {
        Usage("List all").Arguments(input => input.Action);
        Usage("Create, disable or enable one").Arguments(input => input.Action, input => input.Id!);
    }

    /// <inheritdoc />
    protected override async Task<CommandResult> RunAsync(OrganisationsInput input, IServiceProvider services)
    {
        var mediator = services.GetRequiredService<IMediator>();
        if (input.Action is OrganisationAction.list)
        {
            var all = await mediator.Send(new ListOrganisations());
            return new(all.Select(Shown), [.. all.Select(Line)]);
        }

        var id = Required(input.Id, "organisation");
        var organisation = await (
            input.Action is OrganisationAction.create
                ? mediator.Send(new CreateOrganisation(id, input.NameFlag ?? id))
                : mediator.Send(new SwitchOrganisation(id, input.Action is OrganisationAction.enable))
        );
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
