namespace Flowgen.Api.JsonApi;

/// <summary>One thing that is wrong with a request.</summary>
/// <param name="Code">Stable, snake_case.</param>
/// <param name="Detail">What to do about it.</param>
public sealed record RequestFault(string Code, string Detail)
{
    /// <summary>What in the request it is about.</summary>
    public ErrorSource? Source { get; init; }
}

/// <summary>A request that can't be taken as it is: the shape, not the rules of the domain.</summary>
public sealed class RequestException(int status, params IReadOnlyList<RequestFault> faults)
    : Exception(string.Join(' ', faults.Select(fault => fault.Code)))
{
    /// <summary>The HTTP status.</summary>
    public int Status { get; } = status;

    /// <summary>At least one.</summary>
    public IReadOnlyList<RequestFault> Faults { get; } = faults;

    /// <summary>404 for a resource that is not there, or is another organisation's: the two look the same.</summary>
    public static RequestException NotFound() =>
        new(404, new RequestFault("not_found", "There is no such resource. Check the id; it may have been deleted."));
}
