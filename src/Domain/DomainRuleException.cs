namespace Flowgen.Domain;

/// <summary>A rule of the domain, or a precondition of the client, forbids the change (docs/adr/0005).</summary>
/// <param name="code">The code of the error: stable, in snake_case, part of the contract with clients.</param>
/// <param name="detail">The problem and its solution, for people. It contains no text of a vacancy.</param>
public sealed class DomainRuleException(string code, string detail) : Exception(detail)
{
    /// <summary>The code of a change for another version than the current version of the resource.</summary>
    public const string OtherVersion = "precondition_failed";

    /// <summary>The code of new work while the organisation has the maximum of unfinished work.</summary>
    public const string QueueFull = "queue_full";

    /// <summary>The code of a change that waited too long for other changes of the same resource.</summary>
    public const string Busy = "busy";

    /// <summary>The code of the error: stable, in snake_case.</summary>
    public string Code { get; } = code;
}
