namespace Flowgen.Api.JsonApi;

/// <summary>An error in a request.</summary>
/// <param name="Code">The error code: stable, in snake_case.</param>
/// <param name="Detail">The cause of the error and its solution.</param>
public sealed record RequestError(string Code, string Detail)
{
    /// <summary>The part of the request that causes the error.</summary>
    public ErrorSource? Source { get; init; }
}

/// <summary>A request with an invalid form. Violations of domain rules are <see cref="Flowgen.Domain.DomainRuleException"/>s.</summary>
public sealed class RequestException(int status, params IReadOnlyList<RequestError> errors)
    : Exception(string.Join(' ', errors.Select(error => error.Code)))
{
    /// <summary>The HTTP status code.</summary>
    public int Status { get; } = status;

    /// <summary>The errors; at least one.</summary>
    public IReadOnlyList<RequestError> Errors { get; } = errors;

    /// <summary>404: the resource does not exist, or belongs to another organisation. The two responses are equal.</summary>
    public static RequestException NotFound() =>
        new(
            404,
            new RequestError(
                "not_found",
                "The resource does not exist. Check the id; the resource may have been deleted."
            )
        );
}
