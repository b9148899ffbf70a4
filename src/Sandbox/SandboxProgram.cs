namespace Flowgen.Sandbox;

/// <summary>The program of the API with the sandbox.</summary>
public static class SandboxProgram
{
    /// <summary>Runs the API, with the sandbox only in the environment <c>Sandbox</c>.</summary>
    public static Task<int> Main(string[] args) => Api.FlowgenProgram.RunAsync(args, SandboxExtension.ForAsync);
}
