using Flowgen.Domain.Organisations;
using FluentValidation;
using MediatR;
using Microsoft.Extensions.Hosting;

namespace Flowgen.Application.Organisations.Commands;

/// <summary>Replaces a key by a new one with the same name and scopes.</summary>
/// <param name="Organisation">The organisation of the key.</param>
/// <param name="KeyId">The old key.</param>
/// <param name="Overlap">The time for which the old key remains valid, 0 to 30 days.</param>
public sealed record RotateApiKey(string Organisation, string KeyId, TimeSpan Overlap) : IRequest<NewApiKey>;

internal sealed class RotateApiKeyValidator : AbstractValidator<RotateApiKey>
{
    public RotateApiKeyValidator() =>
        RuleFor(command => command.Overlap)
            .InclusiveBetween(TimeSpan.Zero, TimeSpan.FromDays(30))
            .WithErrorCode("invalid_overlap")
            .WithMessage("Use 0 to 30 days.");
}

internal sealed class RotateApiKeyHandler(
    OrganisationStreams streams,
    CurrentOrganisation current,
    IHostEnvironment environment,
    TimeProvider clock
) : IRequestHandler<RotateApiKey, NewApiKey>
{
    public async Task<NewApiKey> Handle(RotateApiKey command, CancellationToken cancellationToken)
    {
        var text = KeyText.Create(environment.EnvironmentName);
        var now = clock.GetUtcNow();
        var (state, _) = await streams.DecideAsync(
            command.Organisation,
            current.Actor,
            state => OrganisationDecider.RotateKey(state, command.KeyId, command.Overlap, text.Id, text.Hash, now),
            cancellationToken
        );
        return new(state!.Key(text.Id)!, text.Text);
    }
}
