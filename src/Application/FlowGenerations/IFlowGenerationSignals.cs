namespace Flowgen.Application.FlowGenerations;

/// <summary>Tells waiters that a generation has ended, whichever process ended it.</summary>
public interface IFlowGenerationSignals
{
    /// <summary>Begins to listen. Look at the generation after this and before every wait, so that no signal falls between.</summary>
    /// <param name="flowGenerationId">The generation.</param>
    IFlowGenerationSignal Listen(Guid flowGenerationId);
}

/// <summary>The signals of one generation, until disposed.</summary>
public interface IFlowGenerationSignal : IDisposable
{
    /// <summary>Waits for the next signal. One may come early or twice, as after a lost connection: look again.</summary>
    Task WaitAsync(CancellationToken cancellationToken);
}
