using System.Globalization;
using Flowgen.Application.Common;
using Wolverine;
using Wolverine.Runtime;

namespace Flowgen.Infrastructure.Messaging;

/// <summary>A message of Wolverine. Copies the values of its context, which belongs to another message later.</summary>
internal sealed class WolverineWork(IMessageContext context, CancellationToken stopping) : IWork
{
    public Envelope Envelope { get; } = context.Envelope!;

    public string Organisation { get; } = context.TenantId!;

    public string? CorrelationId { get; } = context.CorrelationId;

    public string CausationId => Envelope.ConversationId.ToString();

    public string? ParentId => Envelope.ParentId;

    public CancellationToken Stopping => stopping;

    public int Count(string failure)
    {
        var count =
            1 + (Envelope.TryGetHeader(failure, out var before) ? int.Parse(before!, CultureInfo.InvariantCulture) : 0);
        Envelope.Headers[failure] = count.ToString(CultureInfo.InvariantCulture);
        return count;
    }

    public void Forget(string failure) => Envelope.Headers.Remove(failure);
}

/// <summary>Gives each handler its <see cref="IWork"/>. Public for the generated code.</summary>
public static class WorkMiddleware
{
    /// <summary>Runs before the handler.</summary>
    public static IWork Before(IMessageContext context, IWolverineRuntime runtime) =>
        new WolverineWork(context, runtime.Cancellation);
}
