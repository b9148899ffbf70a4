namespace Flowgen.Sandbox;

/// <summary>The program of the API with the sandbox.</summary>
public static class SandboxProgram
{
    /// <summary>Runs it. In another environment than the sandbox it is the API alone.</summary>
    public static Task<int> Main(string[] args) => Api.FlowgenProgram.RunAsync(args, SandboxExtension.ForAsync);
}
