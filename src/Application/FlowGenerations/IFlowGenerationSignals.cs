namespace Flowgen.Application.FlowGenerations;

/// <summary>Notifies waiters of the end of a generation, also if another process ended it.</summary>
public interface IFlowGenerationSignals
{
    /// <summary>Starts to listen. Read the generation after this call and before each wait, so that no signal is missed.</summary>
    IFlowGenerationSignal Listen(Guid flowGenerationId);
}

/// <summary>Receives the signals of one generation until it is disposed.</summary>
public interface IFlowGenerationSignal : IDisposable
{
    /// <summary>Waits for the next signal. A signal can be early or repeated, as after a lost connection: read the generation again.</summary>
    Task WaitAsync(CancellationToken cancellationToken);
}
