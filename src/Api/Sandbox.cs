namespace Flowgen.Api;

/// <summary>The environment to try Flowgen in: <c>ASPNETCORE_ENVIRONMENT=Sandbox</c>.</summary>
internal static class Sandbox
{
    public static bool IsSandbox(this IHostEnvironment environment) => environment.IsEnvironment("Sandbox");
}
