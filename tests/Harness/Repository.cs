using System.Reflection;

namespace Flowgen.Harness;

/// <summary>Paths in the checkout of the repository.</summary>
public static class Repository
{
    /// <summary>A path in the checkout.</summary>
    public static string Path(params string[] names) =>
        System.IO.Path.GetFullPath(System.IO.Path.Combine([Metadata("Repository"), .. names]));

    /// <summary>The program of the API, in the same build configuration as the tests.</summary>
    public static string ApiProgram => System.IO.Path.GetFullPath(Metadata("ApiProgram"));

    /// <summary>The program for an environment: the sandbox, or the API.</summary>
    public static string ProgramOf(string? environment) =>
        environment is "Sandbox" ? System.IO.Path.GetFullPath(Metadata("SandboxProgram")) : ApiProgram;

    /// <summary>The request that the README posts.</summary>
    public static string SampleRequest => File.ReadAllText(Path("samples", "vacancy_application_flow.json"));

    private static string Metadata(string key) =>
        typeof(Repository)
            .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(attribute => attribute.Key == key)
            .Value!;
}
