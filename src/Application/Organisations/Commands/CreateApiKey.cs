using Flowgen.Application.Common;
using Flowgen.Application.FlowTypes;
using Flowgen.Domain.Organisations;
using FluentValidation;
using FluentValidation.Results;
using MediatR;
using Microsoft.Extensions.Hosting;

namespace Flowgen.Application.Organisations.Commands;

/// <summary>Creates an API key of an organisation.</summary>
/// <param name="Organisation">The organisation of the key.</param>
/// <param name="Name">The name of the key or its user, 1 to 100 characters.</param>
/// <param name="Scopes">The permissions of the key: at least one of <see cref="Scope.All"/>.</param>
/// <param name="ExpiresAt">The time of expiry, in the future; null for never.</param>
/// <param name="ReadErrors">Errors in the shape of the request. They are reported together with the validation errors.</param>
public sealed record CreateApiKey(
    string Organisation,
    string Name,
    IReadOnlyList<string> Scopes,
    DateTimeOffset? ExpiresAt,
    IReadOnlyList<ValidationFailure> ReadErrors
) : IRequest<Once<NewApiKey>>
{
    /// <summary>The use of the client's idempotency key; null without a key.</summary>
    public IdempotencyKey? Use { get; init; }
}

/// <summary>A new key with its text, which is not shown again.</summary>
public sealed record NewApiKey(ApiKey Key, string Text);

internal sealed class CreateApiKeyValidator : AbstractValidator<CreateApiKey>
{
    public CreateApiKeyValidator(TimeProvider clock) =>
        RuleFor(command => command)
            .Custom(
                (command, context) =>
                {
                    foreach (var error in ValidationError.All(command.ReadErrors, Errors(command, clock.GetUtcNow())))
                    {
                        context.AddFailure(error);
                    }
                }
            );

    private static IEnumerable<ValidationFailure> Errors(CreateApiKey command, DateTimeOffset now)
    {
        if (!NameText.IsValid(command.Name))
        {
            yield return ValidationError.At("name", "invalid_name", NameText.Expectation);
        }

        if (command.Scopes is [])
        {
            yield return ValidationError.At("scopes", "required", $"Send at least one of: {AllScopes}.");
        }

        foreach (var (i, scope) in command.Scopes.Index())
        {
            if (!Scope.All.Contains(scope))
            {
                yield return ValidationError.At(
                    $"scopes/{i}",
                    "unknown_scope",
                    $"There is no such scope. Use any of: {AllScopes}."
                );
            }
        }

        if (command.ExpiresAt <= now)
        {
            yield return ValidationError.At(
                "expiresAt",
                "invalid_time",
                "The time is in the past. Use a time in the future, or leave it out."
            );
        }
    }

    private static string AllScopes => string.Join(", ", Scope.All);
}

internal sealed class CreateApiKeyHandler(
    OrganisationStreams streams,
    SafeRetries retries,
    CurrentOrganisation current,
    IHostEnvironment environment,
    TimeProvider clock
) : IRequestHandler<CreateApiKey, Once<NewApiKey>>
{
    public Task<Once<NewApiKey>> Handle(CreateApiKey command, CancellationToken cancellationToken)
    {
        var text = KeyText.Create(environment.EnvironmentName);
        var now = clock.GetUtcNow();
        var key = new ApiKey(
            text.Id,
            command.Name.Trim(),
            [.. command.Scopes.Distinct()],
            text.Hash,
            now,
            command.ExpiresAt?.ToUniversalTime()
        );
        var created = new NewApiKey(key, text.Text);
        return retries.RunAsync<NewApiKey>(
            command.Organisation,
            command.Use,
            async use =>
            {
                await streams.DecideAsync(
                    command.Organisation,
                    current.Actor,
                    state => OrganisationDecider.CreateKey(state, key, now),
                    cancellationToken,
                    _ => use(created)
                );
                return created;
            },
            cancellationToken
        );
    }
}
