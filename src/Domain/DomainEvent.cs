namespace Flowgen.Domain;

/// <summary>A fact. Events are contracts and are stored for ever: only optional members may be added.</summary>
public abstract record DomainEvent
{
    /// <summary>The time of the event, UTC. A method and not a property, because each event stores its time under its own name.</summary>
    public abstract DateTimeOffset OccurredAt();
}
