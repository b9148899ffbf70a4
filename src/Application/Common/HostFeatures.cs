namespace Flowgen.Application.Common;

/// <summary>Features that a host of Flowgen can switch on. All of them are off in production.</summary>
public sealed record HostFeatures
{
    /// <summary>Whether clients can wait for a flow. Each end of a generation then sends a notification to all nodes.</summary>
    public bool AllowsWaiting { get; init; }

    /// <summary>Whether the schema is updated at the start, and not by a separate command.</summary>
    public bool AppliesSchema { get; init; }

    /// <summary>Whether an operator's key may be the public <see cref="Organisations.KeyText.Demo"/>.</summary>
    public bool AcceptsDemoKey { get; init; }

    /// <summary>Whether the server has the inbox to which the examples of the OpenAPI document send webhooks.</summary>
    public bool HasInbox { get; init; }
}
