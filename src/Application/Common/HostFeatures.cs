namespace Flowgen.Application.Common;

/// <summary>Features that a host of Flowgen may switch on. Production has none of them.</summary>
public sealed record HostFeatures
{
    /// <summary>Whether clients may wait for a flow. Each end of a generation is then notified.</summary>
    public bool AllowsWaiting { get; init; }

    /// <summary>Whether a start brings the schema up to date, instead of a command.</summary>
    public bool AppliesSchema { get; init; }

    /// <summary>Whether an operator's key may be the public <see cref="Organisations.KeyText.Demo"/>.</summary>
    public bool AcceptsDemoKey { get; init; }

    /// <summary>Whether the server has the inbox that the examples of the OpenAPI document lead to.</summary>
    public bool HasInbox { get; init; }
}
