namespace Flowgen.Domain;

/// <summary>A fact. Events are contracts, kept for ever: members are only ever added, and added ones are optional.</summary>
public abstract record DomainEvent
{
    /// <summary>When it happened, UTC. A method, since what is stored has it under a name of its own.</summary>
    public abstract DateTimeOffset OccurredAt();
}
