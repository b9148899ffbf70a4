namespace Flowgen.Domain;

/// <summary>A rule of the domain, or a precondition of the client, forbids the change (docs/adr/0005).</summary>
/// <param name="code">Stable and snake_case: part of the contract with clients.</param>
/// <param name="detail">What to do about it, for a person. Holds no vacancy text.</param>
public sealed class DomainRuleException(string code, string detail) : Exception(detail)
{
    /// <summary>The code of a change that was asked for a version which is not the resource's own.</summary>
    public const string OtherVersion = "precondition_failed";

    /// <summary>The code of work that comes on top of too much which has not ended.</summary>
    public const string QueueFull = "queue_full";

    /// <summary>The code of a change that waited too long for others of the same resource.</summary>
    public const string Busy = "busy";

    /// <summary>Stable, snake_case.</summary>
    public string Code { get; } = code;
}
