using FluentValidation;
using MediatR;

namespace Flowgen.Application.Common;

/// <summary>Runs the validators of a request before its handler, and reports all their errors at once.</summary>
internal sealed class ValidationBehavior<TRequest, TResponse>(IEnumerable<IValidator<TRequest>> validators)
    : IPipelineBehavior<TRequest, TResponse>
    where TRequest : notnull
{
    public Task<TResponse> Handle(
        TRequest request,
        CancellationToken cancellationToken,
        RequestHandlerDelegate<TResponse> next
    )
    {
        var errors = validators.SelectMany(validator => validator.Validate(request).Errors).ToList();
        return errors is [] ? next() : throw new ValidationException(errors);
    }
}
