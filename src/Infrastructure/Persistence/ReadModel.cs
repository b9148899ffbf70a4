using Flowgen.Domain.FlowGenerations;
using Flowgen.Domain.Organisations;
using Flowgen.Domain.Webhooks;
using JasperFx.Events;
using JasperFx.Events.Projections;
using Marten;
using Marten.Events.Aggregation;

namespace Flowgen.Infrastructure.Persistence;

/// <summary>
/// A table with the state of each stream of one kind. A projection updates it in the transaction of each event, and
/// <see cref="ProjectionRebuild"/> rebuilds it.
/// </summary>
internal abstract class ReadModel
{
    /// <summary>All read models.</summary>
    public static IReadOnlyList<ReadModel> All() =>
        [
            new ReadModel<FlowGeneration>(new FlowGenerationProjection()),
            new ReadModel<Organisation>(new OrganisationProjection()),
            new ReadModel<Webhook>(new WebhookProjection()),
        ];

    /// <summary>Registers its projection.</summary>
    public abstract void Register(StoreOptions options);

    /// <summary>The qualified name of its table.</summary>
    public abstract string TableIn(IDocumentStore store);

    /// <summary>The fold of events; null if there is no state, such as for streams of another kind.</summary>
    public abstract object? Fold(Guid stream, IEnumerable<IEvent> events);

    /// <summary>Stores a state that has no row.</summary>
    /// <param name="session">A session of the tenant of the stream.</param>
    /// <param name="state">The result of <see cref="Fold"/>.</param>
    /// <param name="version">The version of the stream.</param>
    public abstract void Insert(IDocumentSession session, object state, long version);
}

internal sealed class ReadModel<T>(SingleStreamProjection<T, Guid> projection) : ReadModel
    where T : class
{
    public override void Register(StoreOptions options) =>
        options.Projections.Add(projection, ProjectionLifecycle.Inline);

    public override string TableIn(IDocumentStore store) =>
        store.Options.FindOrResolveDocumentType(typeof(T)).TableName.QualifiedName;

    public override object? Fold(Guid stream, IEnumerable<IEvent> events) =>
        events.Aggregate(default(T), (state, row) => projection.Evolve(state, stream, row));

    public override void Insert(IDocumentSession session, object state, long version) =>
        session.UpdateRevision((T)state, version);
}
