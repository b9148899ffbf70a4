using Flowgen.Application.FlowGenerations;
using Flowgen.Domain.FlowGenerations;
using Flowgen.Domain.Organisations;
using Flowgen.Infrastructure.Hosting;
using Marten;

namespace Flowgen.Infrastructure.Persistence;

/// <summary>
/// Signals the end of a generation to the requests that wait for it and to the worker that runs it. The notification is part of the
/// transaction, so it arrives exactly when the end is visible.
/// </summary>
internal sealed class FlowGenerationSignals : IFlowGenerationSignals
{
    /// <summary>The channel. The payload is the id of the generation.</summary>
    public const string Notification = "flowgen_generation_ended";

    private readonly Lock guard = new();
    private readonly HashSet<Signal> waiting = [];

    public IFlowGenerationSignal Listen(Guid flowGenerationId)
    {
        var signal = new Signal(this, flowGenerationId);
        lock (guard)
        {
            waiting.Add(signal);
        }

        return signal;
    }

    /// <summary>Adds the notification of a terminal event to the transaction that saves it.</summary>
    /// <param name="ofDeletionsAlone">
    /// Whether to notify only deletions, for hosts whose clients can't wait for the end. NOTIFY serialises the commits of all processes, and
    /// deletions are rare.
    /// </param>
    public sealed class Sender(bool ofDeletionsAlone) : DocumentSessionListenerBase
    {
        public override Task BeforeSaveChangesAsync(IDocumentSession session, CancellationToken token)
        {
            foreach (var @event in session.PendingChanges.Streams().SelectMany(stream => stream.Events))
            {
                if (@event.Data is OrganisationEvent)
                {
                    session.QueueSqlCommand("select pg_notify(?, '')", ApiKeys.Notification);
                }

                if (
                    @event.Data is FlowGenerationDeleted
                    || (!ofDeletionsAlone && @event.Data is FlowGenerationFinished or FlowGenerationFailed)
                )
                {
                    session.QueueSqlCommand("select pg_notify(?, ?)", Notification, @event.StreamId.ToString());
                }
            }

            return Task.CompletedTask;
        }
    }

    /// <summary>Signals the end of one generation. A null id signals all, since notifications may have been missed.</summary>
    public void Raise(string? flowGenerationId)
    {
        lock (guard)
        {
            foreach (var signal in waiting)
            {
                if (flowGenerationId is null || signal.Payload == flowGenerationId)
                {
                    signal.Raise();
                }
            }
        }
    }

    private sealed class Signal(FlowGenerationSignals owner, Guid flowGenerationId) : IFlowGenerationSignal
    {
        private readonly AsyncFlag raised = new();

        public string Payload { get; } = flowGenerationId.ToString();

        public Task WaitAsync(CancellationToken cancellationToken) => raised.WaitAsync(cancellationToken);

        public void Raise() => raised.Set();

        public void Dispose()
        {
            lock (owner.guard)
            {
                owner.waiting.Remove(this);
            }
        }
    }
}
