using Flowgen.Domain.FlowGenerations;
using Flowgen.Domain.Organisations;
using Flowgen.Domain.Webhooks;
using JasperFx.Events;
using JasperFx.Events.Projections;
using Marten;
using Marten.Events.Aggregation;

namespace Flowgen.Infrastructure.Persistence;

/// <summary>
/// A table of states, one for each stream that has one: kept by a projection in the transaction of each event, and rebuilt by
/// <see cref="ProjectionRebuild"/>.
/// </summary>
internal abstract class ReadModel
{
    /// <summary>All there are.</summary>
    public static IReadOnlyList<ReadModel> All() =>
        [
            new ReadModel<FlowGeneration>(new FlowGenerationProjection()),
            new ReadModel<Organisation>(new OrganisationProjection()),
            new ReadModel<Webhook>(new WebhookProjection()),
        ];

    /// <summary>Has it kept.</summary>
    public abstract void Keep(StoreOptions options);

    /// <summary>Its table.</summary>
    public abstract string TableIn(IDocumentStore store);

    /// <summary>The state that events lead to; null where there is none, as of streams of another kind.</summary>
    public abstract object? Fold(Guid stream, IEnumerable<IEvent> events);

    /// <summary>Stores a state that has no row.</summary>
    /// <param name="session">Of its tenant.</param>
    /// <param name="state">As folded.</param>
    /// <param name="version">Of the stream.</param>
    public abstract void Insert(IDocumentSession session, object state, long version);
}

internal sealed class ReadModel<T>(SingleStreamProjection<T, Guid> projection) : ReadModel
    where T : class
{
    public override void Keep(StoreOptions options) => options.Projections.Add(projection, ProjectionLifecycle.Inline);

    public override string TableIn(IDocumentStore store) =>
        store.Options.FindOrResolveDocumentType(typeof(T)).TableName.QualifiedName;

    public override object? Fold(Guid stream, IEnumerable<IEvent> events) =>
        events.Aggregate(default(T), (state, row) => projection.Evolve(state, stream, row));

    public override void Insert(IDocumentSession session, object state, long version) =>
        session.UpdateRevision((T)state, version);
}
