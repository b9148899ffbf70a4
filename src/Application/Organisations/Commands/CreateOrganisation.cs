using System.Text.RegularExpressions;
using Flowgen.Domain.Organisations;
using FluentValidation;
using MediatR;

namespace Flowgen.Application.Organisations.Commands;

/// <summary>Creates an organisation.</summary>
/// <param name="Id">1 to 63 lowercase letters, digits and hyphens; begins with a letter or digit.</param>
/// <param name="Name">The name for people, 1 to 100 characters.</param>
public sealed record CreateOrganisation(string Id, string Name) : IRequest<Organisation>;

internal sealed partial class CreateOrganisationValidator : AbstractValidator<CreateOrganisation>
{
    public CreateOrganisationValidator()
    {
        RuleFor(command => command.Id)
            .Matches(Id())
            .WithErrorCode("invalid_id")
            .WithMessage("Use 1 to 63 small letters, digits and hyphens, the first a letter or digit.");
        RuleFor(command => command.Name)
            .Must(NameText.IsValid)
            .WithErrorCode("invalid_name")
            .WithMessage(NameText.Expectation);
    }

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9-]{0,62}\z")]
    private static partial Regex Id();
}

internal sealed class CreateOrganisationHandler(
    OrganisationStreams streams,
    CurrentOrganisation current,
    TimeProvider clock
) : IRequestHandler<CreateOrganisation, Organisation>
{
    public async Task<Organisation> Handle(CreateOrganisation command, CancellationToken cancellationToken)
    {
        var (created, _) = await streams.DecideAsync(
            command.Id,
            current.Actor,
            state => OrganisationDecider.Create(state, command.Id, command.Name.Trim(), clock.GetUtcNow()),
            cancellationToken
        );
        return created!;
    }
}
