using Flowgen.Application.Organisations;
using Flowgen.Domain;
using JasperFx;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace Flowgen.Application.Common;

/// <summary>
/// Carries a command out again when another writer was first, each time in a scope of its own: a session that failed to
/// save still holds what it could not save.
/// </summary>
internal sealed class RetryBehavior<TRequest, TResponse>(IServiceScopeFactory scopes, CurrentOrganisation organisation)
    : IPipelineBehavior<TRequest, TResponse>
    where TRequest : IRequest<TResponse>
{
    private const int Attempts = 5;

    public async Task<TResponse> Handle(
        TRequest request,
        CancellationToken cancellationToken,
        RequestHandlerDelegate<TResponse> next
    )
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return attempt == 1 ? await next() : await Again(request, cancellationToken);
            }
            catch (ConcurrencyException) when (attempt < Attempts) { }
            catch (ConcurrencyException)
            {
                throw new DomainRuleException("conflict", "Others change this resource right now: try again.");
            }
        }
    }

    private async Task<TResponse> Again(TRequest request, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentOrganisation>().Id = organisation.Id;
        return await scope
            .ServiceProvider.GetRequiredService<IRequestHandler<TRequest, TResponse>>()
            .Handle(request, cancellationToken);
    }
}
